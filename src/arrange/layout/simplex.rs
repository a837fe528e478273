//! Columns that make the edges short in all: the network simplex method (after Gansner, Koutsofios, North and Vo).

/// An edge that goes at least `span` columns forward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pull {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) span: i64,
    pub(super) weight: f64,
}

/// Improves columns that keep all spans. Every connected part may move as a whole; the edges must have no cycle.
pub(super) fn shorten(columns: &mut [i64], edges: &[Pull]) {
    let mut simplex = Simplex::new(columns, edges);
    simplex.grow_tree();
    // Each exchange shortens the whole or leaves it; the limit only guards against walking in circles.
    for _ in 0..4 * columns.len() + 64 {
        simplex.orient();
        let Some(leaving) = simplex.leaving() else { break };
        if !simplex.exchange(leaving) {
            break;
        }
    }
    columns.copy_from_slice(&simplex.columns);
}

struct Simplex<'a> {
    edges: &'a [Pull],
    columns: Vec<i64>,
    /// For each node its edges.
    at: Vec<Vec<usize>>,
    in_tree: Vec<bool>,
    /// The tree edge towards the root, none for a root.
    up: Vec<Option<usize>>,
    /// The interval of visiting numbers below each node.
    visit: Vec<(usize, usize)>,
    /// Weight that leaves each subtree less weight that enters it.
    surplus: Vec<f64>,
}

impl<'a> Simplex<'a> {
    fn new(columns: &[i64], edges: &'a [Pull]) -> Self {
        let count = columns.len();
        let mut at = vec![Vec::new(); count];
        for (n, edge) in edges.iter().enumerate() {
            at[edge.from].push(n);
            at[edge.to].push(n);
        }
        Self {
            edges,
            columns: columns.to_vec(),
            at,
            in_tree: vec![false; edges.len()],
            up: vec![None; count],
            visit: vec![(0, 0); count],
            surplus: vec![0.0; count],
        }
    }

    fn slack(&self, edge: usize) -> i64 {
        let edge = &self.edges[edge];
        self.columns[edge.to] - self.columns[edge.from] - edge.span
    }

    fn other(&self, edge: usize, node: usize) -> usize {
        if self.edges[edge].from == node { self.edges[edge].to } else { self.edges[edge].from }
    }

    /// A tree of edges without slack over each connected part.
    fn grow_tree(&mut self) {
        let mut reached = vec![false; self.columns.len()];
        for root in 0..self.columns.len() {
            if reached[root] {
                continue;
            }
            let (mut part, mut open) = (Vec::new(), vec![root]);
            reached[root] = true;
            loop {
                while let Some(node) = open.pop() {
                    part.push(node);
                    for edge in self.at[node].clone() {
                        let next = self.other(edge, node);
                        if !reached[next] && self.slack(edge) == 0 {
                            reached[next] = true;
                            self.in_tree[edge] = true;
                            open.push(next);
                        }
                    }
                }
                let leaving = part.iter().flat_map(|node| self.at[*node].iter().map(|edge| (*edge, *node)));
                let nearest =
                    leaving.filter(|(edge, node)| !reached[self.other(*edge, *node)]).min_by_key(|(edge, _)| (self.slack(*edge), *edge));
                let Some((edge, node)) = nearest else { break };
                let step = if self.edges[edge].from == node { self.slack(edge) } else { -self.slack(edge) };
                for &node in &part {
                    self.columns[node] += step;
                }
                let next = self.other(edge, node);
                reached[next] = true;
                self.in_tree[edge] = true;
                open.push(next);
            }
        }
    }

    /// Numbers the nodes depth first and sums up what pulls at each subtree.
    fn orient(&mut self) {
        let count = self.columns.len();
        let mut order = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        self.up = vec![None; count];
        for root in 0..count {
            if seen[root] {
                continue;
            }
            seen[root] = true;
            let mut open = vec![root];
            while let Some(node) = open.pop() {
                self.visit[node] = (order.len(), order.len());
                order.push(node);
                for &edge in &self.at[node] {
                    let next = self.other(edge, node);
                    if self.in_tree[edge] && !seen[next] {
                        seen[next] = true;
                        self.up[next] = Some(edge);
                        open.push(next);
                    }
                }
            }
        }
        for node in 0..count {
            let weights = self.at[node].iter().map(|edge| &self.edges[*edge]);
            self.surplus[node] = weights.map(|edge| if edge.from == node { edge.weight } else { -edge.weight }).sum();
        }
        for &node in order.iter().rev() {
            if let Some(edge) = self.up[node] {
                let parent = self.other(edge, node);
                self.surplus[parent] += self.surplus[node];
                self.visit[parent].1 = self.visit[parent].1.max(self.visit[node].1);
            }
        }
    }

    fn below(&self, node: usize, top: usize) -> bool {
        (self.visit[top].0..=self.visit[top].1).contains(&self.visit[node].0)
    }

    /// The node whose tree edge is worst to keep tight: cutting it lets the two sides pull together.
    fn leaving(&self) -> Option<usize> {
        let cut =
            |node: usize| self.up[node].map(|edge| if self.edges[edge].from == node { self.surplus[node] } else { -self.surplus[node] });
        let negative = (0..self.columns.len()).filter_map(|node| cut(node).filter(|cut| *cut < -1e-6).map(|cut| (cut, node)));
        negative.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, node)| node)
    }

    /// Replaces the tree edge above a node by the tightest one in the other direction.
    fn exchange(&mut self, top: usize) -> bool {
        let Some(leaving) = self.up[top] else { return false };
        let outward = self.edges[leaving].from == top;
        let entering = (0..self.edges.len())
            .filter(|edge| {
                let edge = &self.edges[*edge];
                let (from, to) = (self.below(edge.from, top), self.below(edge.to, top));
                if outward { !from && to } else { from && !to }
            })
            .filter(|edge| !self.in_tree[*edge])
            .min_by_key(|edge| (self.slack(*edge), *edge));
        let Some(entering) = entering else { return false };
        let step = if outward { -self.slack(entering) } else { self.slack(entering) };
        for node in 0..self.columns.len() {
            if self.below(node, top) {
                self.columns[node] += step;
            }
        }
        self.in_tree[leaving] = false;
        self.in_tree[entering] = true;
        true
    }
}
