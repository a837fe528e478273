//! Places on one axis, each as near to its wish as rules of the form "b at least so far below a" allow.
//!
//! Variables that press on each other become a block that moves as one (after Dwyer, Marriott and Stuckey, without splitting).

/// `below` is at least `gap` further than `above`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) above: usize,
    pub(super) below: usize,
    pub(super) gap: f64,
}

/// A set of rules without cycles.
pub(super) struct Rules {
    all: Vec<Rule>,
    /// For each variable the rules that hold it down.
    into: Vec<Vec<usize>>,
    /// All variables, each behind those above it.
    sequence: Vec<usize>,
}

/// Less is no violation.
const SLACK: f64 = 1e-4;

impl Rules {
    /// None if the rules contradict each other.
    pub(super) fn new(variables: usize, rules: Vec<Rule>) -> Option<Self> {
        let mut into = vec![Vec::new(); variables];
        let mut out = vec![Vec::new(); variables];
        for (n, rule) in rules.iter().enumerate() {
            into[rule.below].push(n);
            out[rule.above].push(n);
        }
        let mut waiting: Vec<usize> = into.iter().map(Vec::len).collect();
        let mut sequence: Vec<usize> = (0..variables).filter(|v| waiting[*v] == 0).collect();
        let mut next = 0;
        while let Some(&variable) = sequence.get(next) {
            next += 1;
            for rule in &out[variable] {
                let below = rules[*rule].below;
                waiting[below] -= 1;
                if waiting[below] == 0 {
                    sequence.push(below);
                }
            }
        }
        (sequence.len() == variables).then_some(Self { all: rules, into, sequence })
    }

    /// Moves what breaks a rule further down, in place.
    pub(super) fn push_down(&self, places: &mut [f64]) {
        for &variable in &self.sequence {
            for rule in &self.into[variable] {
                let rule = &self.all[*rule];
                places[variable] = places[variable].max(places[rule.above] + rule.gap);
            }
        }
    }

    /// Places near the wishes (given with weights above zero) that keep all rules.
    pub(super) fn settle(&self, wishes: &[(f64, f64)]) -> Vec<f64> {
        let mut blocks = Blocks::new(self, wishes);
        for &variable in &self.sequence {
            blocks.press_up(blocks.block_of[variable]);
        }
        (0..wishes.len()).map(|v| blocks.place(v)).collect()
    }
}

struct Block {
    at: f64,
    weight: f64,
    /// Sum of weight times wish relative to the block's place.
    pull: f64,
    variables: Vec<usize>,
    /// Rules that may press on it from above.
    rules: Vec<usize>,
}

struct Blocks<'a> {
    rules: &'a Rules,
    block_of: Vec<usize>,
    offset: Vec<f64>,
    all: Vec<Block>,
}

impl<'a> Blocks<'a> {
    fn new(rules: &'a Rules, wishes: &[(f64, f64)]) -> Self {
        let block = |(variable, (wish, weight)): (usize, &(f64, f64))| Block {
            at: *wish,
            weight: *weight,
            pull: wish * weight,
            variables: vec![variable],
            rules: rules.into[variable].clone(),
        };
        let count = wishes.len();
        Self { rules, block_of: (0..count).collect(), offset: vec![0.0; count], all: wishes.iter().enumerate().map(block).collect() }
    }

    fn place(&self, variable: usize) -> f64 {
        self.all[self.block_of[variable]].at + self.offset[variable]
    }

    /// Merges a block with those it presses against, the most pressed first, until none is.
    fn press_up(&mut self, mut block: usize) {
        loop {
            let mut rules = std::mem::take(&mut self.all[block].rules);
            rules.retain(|rule| self.block_of[self.rules.all[*rule].above] != block);
            let mut worst: Option<(f64, usize)> = None;
            for &number in &rules {
                let rule = &self.rules.all[number];
                let broken = self.place(rule.above) + rule.gap - self.place(rule.below);
                if broken > SLACK && worst.is_none_or(|(most, _)| broken > most) {
                    worst = Some((broken, number));
                }
            }
            self.all[block].rules = rules;
            let Some((_, number)) = worst else { return };
            block = self.merge(number);
        }
    }

    /// Joins the two blocks of a rule so that it just holds; the larger one takes the other in.
    fn merge(&mut self, number: usize) -> usize {
        let rule = self.rules.all[number];
        let (above, below) = (self.block_of[rule.above], self.block_of[rule.below]);
        // The place of the lower block relative to the upper one.
        let apart = self.offset[rule.above] + rule.gap - self.offset[rule.below];
        let (into, from, shift) =
            if self.all[above].variables.len() >= self.all[below].variables.len() { (above, below, apart) } else { (below, above, -apart) };
        let variables = std::mem::take(&mut self.all[from].variables);
        let rules = std::mem::take(&mut self.all[from].rules);
        let (weight, pull) = (self.all[from].weight, self.all[from].pull);
        for &variable in &variables {
            self.block_of[variable] = into;
            self.offset[variable] += shift;
        }
        let block = &mut self.all[into];
        block.variables.extend(variables);
        block.rules.extend(rules);
        block.weight += weight;
        block.pull += pull - weight * shift;
        block.at = block.pull / block.weight;
        into
    }
}
