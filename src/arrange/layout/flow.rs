//! Directions for a graph with cycles: the edges against the flow are few.

/// An order of the nodes in which most of the weight goes forward: sinks are put last and sources first, over and over; in
/// between the node that gives most, takes least and is entered from outside goes first (after Eades, Lin and Smyth). Ties fall to the smaller number.
pub(super) fn flow_order(count: usize, edges: &[(usize, usize, f32, i64)]) -> Vec<usize> {
    let mut out: Vec<Vec<(usize, f32)>> = vec![Vec::new(); count];
    let mut into: Vec<Vec<(usize, f32)>> = vec![Vec::new(); count];
    for &(a, b, weight, _) in edges {
        out[a].push((b, weight));
        into[b].push((a, weight));
    }
    let mut gives: Vec<f32> = out.iter().map(|edges| edges.iter().map(|e| e.1).sum()).collect();
    let mut takes: Vec<f32> = into.iter().map(|edges| edges.iter().map(|e| e.1).sum()).collect();
    // What already flows in from those in front: a cycle begins where it is entered.
    let mut entered = vec![0.0; count];
    let (mut degree_out, mut degree_in): (Vec<usize>, Vec<usize>) =
        (out.iter().map(Vec::len).collect(), into.iter().map(Vec::len).collect());
    let mut left: std::collections::BTreeSet<usize> = (0..count).collect();
    let (mut front, mut back) = (Vec::new(), Vec::new());
    let mut sources: std::collections::BTreeSet<usize> = (0..count).filter(|n| degree_in[*n] == 0).collect();
    let mut sinks: std::collections::BTreeSet<usize> = (0..count).filter(|n| degree_out[*n] == 0 && degree_in[*n] > 0).collect();
    while !left.is_empty() {
        let (node, last) = if let Some(node) = sinks.pop_first() {
            (node, true)
        } else if let Some(node) = sources.pop_first() {
            (node, false)
        } else {
            let merit = |n: usize| gives[n] - takes[n] + entered[n];
            let best = left.iter().copied().max_by(|a, b| merit(*a).total_cmp(&merit(*b)).then(b.cmp(a)));
            (best.unwrap_or(0), false)
        };
        if !left.remove(&node) {
            continue;
        }
        sources.remove(&node);
        if last {
            back.push(node);
        } else {
            front.push(node);
        }
        for &(other, weight) in out[node].iter().filter(|(other, _)| left.contains(other)) {
            takes[other] -= weight;
            entered[other] += if last { 0.0 } else { weight };
            degree_in[other] -= 1;
            if degree_in[other] == 0 {
                sources.insert(other);
            }
        }
        for &(other, weight) in into[node].iter().filter(|(other, _)| left.contains(other)) {
            gives[other] -= weight;
            degree_out[other] -= 1;
            if degree_out[other] == 0 && degree_in[other] > 0 {
                sinks.insert(other);
            }
        }
    }
    front.extend(back.into_iter().rev());
    front
}
