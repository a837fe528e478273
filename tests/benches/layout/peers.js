// Lays the graph on standard input out with elkjs or dagre; prints the upper left corners and the milliseconds it took.
// The graph: nodes [width, height, group or null], groups (their parents), edges [source, target].
const graph = JSON.parse(require("fs").readFileSync(0, "utf8"));

async function elkjs() {
  const elk = new (require("elkjs"))();
  const made = () => {
    const groups = graph.groups.map((_, n) => ({ id: `g${n}`, children: [], layoutOptions: { "elk.padding": "[top=40,left=32,bottom=32,right=32]" } }));
    const root = { id: "root", children: [], edges: graph.edges.map(([a, b], n) => ({ id: `e${n}`, sources: [`n${a}`], targets: [`n${b}`] })) };
    root.layoutOptions = {
      "elk.algorithm": "layered", "elk.direction": "RIGHT", "elk.hierarchyHandling": "INCLUDE_CHILDREN",
      "elk.spacing.nodeNode": "32", "elk.layered.spacing.nodeNodeBetweenLayers": "88", "elk.edgeRouting": "ORTHOGONAL",
    };
    graph.groups.forEach((parent, n) => (parent === null ? root : groups[parent]).children.push(groups[n]));
    graph.nodes.forEach(([width, height, group], n) => (group === null ? root : groups[group]).children.push({ id: `n${n}`, width, height }));
    return root;
  };
  const start = performance.now();
  const result = await elk.layout(made());
  const ms = performance.now() - start;
  const corners = [];
  const walk = (item, x, y) => (item.children || []).forEach((child) => {
    if (child.id[0] === "n") corners[Number(child.id.slice(1))] = [x + child.x, y + child.y];
    walk(child, x + child.x, y + child.y);
  });
  walk(result, 0, 0);
  return { ms, corners };
}

async function dagre() {
  const dagre = require("@dagrejs/dagre");
  const made = new dagre.graphlib.Graph({ compound: graph.groups.length > 0, multigraph: true });
  made.setGraph({ rankdir: "LR", nodesep: 32, ranksep: 88 });
  made.setDefaultEdgeLabel(() => ({}));
  graph.groups.forEach((_, n) => made.setNode(`g${n}`, {}));
  graph.groups.forEach((parent, n) => parent !== null && made.setParent(`g${n}`, `g${parent}`));
  graph.nodes.forEach(([width, height, group], n) => {
    made.setNode(`n${n}`, { width, height });
    if (group !== null) made.setParent(`n${n}`, `g${group}`);
  });
  graph.edges.forEach(([a, b], n) => made.setEdge(`n${a}`, `n${b}`, {}, `e${n}`));
  const start = performance.now();
  dagre.layout(made);
  const ms = performance.now() - start;
  return { ms, corners: graph.nodes.map(([width, height], n) => [made.node(`n${n}`).x - width / 2, made.node(`n${n}`).y - height / 2]) };
}

({ elkjs, dagre })[process.argv[2]]().then((answer) => process.stdout.write(JSON.stringify(answer)));
