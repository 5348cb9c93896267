using Wfn.Graph;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A constant value in a shape; where the shape is computed, the one that the file gives the result.</summary>
internal sealed class FillOperator() : TfLiteOperator("FILL", "a constant", "a value computed at run time")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 0;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var value = node.Constant(1, "the value").Tensor;
        if (value.Count != 1)
        {
            throw node.Invalid($"fills with {value}");
        }

        int[] extents = node.HasInput(0)
            ? [.. node.Integers(0, "the shape").Select(extent => extent is >= 0 and <= Limits.Elements ? (int)extent : throw node.Invalid($"makes an extent of {extent}"))]
            : [.. node.Result(0).Shape];
        var count = graph.Budget.ReserveConstant(node, extents);
        graph.Constant(node, value.IsFloat
            ? ConstantTensor.OfFloats(extents, [.. Enumerable.Repeat(value.Floats[0], count)])
            : ConstantTensor.OfIntegers(extents, [.. Enumerable.Repeat(value.Integers[0], count)]));
    }
}
