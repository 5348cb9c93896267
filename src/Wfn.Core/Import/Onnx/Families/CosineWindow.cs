using Wfn.Graph;

namespace Wfn.Import.Onnx.Families;

/// <summary>Windows that are sums of cosines: a − b · cos(2π i / n) + c · cos(4π i / n).</summary>
internal static class CosineWindow
{
    /// <summary>Defines the node's output.</summary>
    /// <param name="node">The node; its operand is the window's length.</param>
    /// <param name="graph">The network.</param>
    /// <param name="a">The constant part.</param>
    /// <param name="b">The factor of the first cosine.</param>
    /// <param name="c">The factor of the second.</param>
    public static void Make(OnnxNode node, GraphBuilder graph, double a, double b, double c)
    {
        node.Ignore("output_datatype");
        var given = node.Constant(0, "the size").Tensor;
        if (given.IsFloat || given.Count != 1 || given.Integers[0] < 1 || given.Integers[0] > Limits.Elements)
        {
            throw node.Invalid($"has the size {given}");
        }

        var isPeriodic = node.Flag("periodic", true);
        var size = (int)given.Integers[0];
        graph.Budget.ReserveConstant(node, [size]);
        var turn = 2 * Math.PI / (isPeriodic ? size : Math.Max(1, size - 1));
        graph.Constant(node, ConstantTensor.OfFloats(
            [size],
            [.. Enumerable.Range(0, size).Select(i => (float)(a - (b * Numerics.ReproducibleMath.Cos(turn * i))
                + (c * Numerics.ReproducibleMath.Cos(2 * turn * i))))]));
    }
}
