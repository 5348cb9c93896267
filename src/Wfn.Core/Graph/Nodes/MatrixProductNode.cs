namespace Wfn.Graph.Nodes;

/// <summary>Matrix product of two activations over the last two axes, leading axes broadcast (MatMul without a constant operand).</summary>
public sealed record MatrixProductNode : Node;
