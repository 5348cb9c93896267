using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Expressions that several emitters write.</summary>
internal static class CommonText
{
    /// <summary>From accumulator to output.</summary>
    public static string Rescale(SaturatingStep step, ModelCode code) => Rescale(step.Shift, step.Bounds, code);

    /// <summary>From accumulator to output.</summary>
    public static string Rescale(int shift, OutputBounds bounds, ModelCode code) =>
        $"new {code.Kernel("Rescale")}(shift: {CSharpText.Number(shift)}, minimum: {CSharpText.Number(bounds.Minimum)}, maximum: {CSharpText.Number(bounds.Maximum)})";

    /// <summary>Bounds of a float step.</summary>
    public static string Bounds(BoundedStep step, ModelCode code) =>
        $"new {code.Kernel("FloatBounds")}({CSharpText.Number(step.Bounds.Minimum)}, {CSharpText.Number(step.Bounds.Maximum)})";

    /// <summary>How two operands meet.</summary>
    public static string Broadcast(BroadcastLayout layout, ModelCode code, bool swapped = false) =>
        $"new {code.Kernel("Broadcast")}({CSharpText.Array(layout.Extents)}, {CSharpText.Array(swapped ? layout.RightStrides : layout.LeftStrides)}, "
        + $"{CSharpText.Array(swapped ? layout.LeftStrides : layout.RightStrides)})";

    /// <summary>The copy that makes padded planes, or null.</summary>
    public static string PlaneCopy(WindowLayout layout, ModelCode code)
    {
        if (layout.Pieces.IsEmpty)
        {
            return "null";
        }

        var pieces = layout.Pieces.SelectMany(p => new[] { p.SourceRow, p.SourceColumn, p.Rows, p.Columns, p.Destination });
        return CallText.New(
            code.Kernel("PlaneCopy"),
            ("channels", CSharpText.Number(layout.Channels)),
            ("sourceHeight", CSharpText.Number(layout.Height)),
            ("sourceWidth", CSharpText.Number(layout.Width)),
            ("strideHeight", CSharpText.Number(layout.Window.StrideHeight)),
            ("strideWidth", CSharpText.Number(layout.Window.StrideWidth)),
            ("pitch", CSharpText.Number(layout.Pitch)),
            ("channelLength", CSharpText.Number(layout.ChannelLength)),
            ("pieces", code.Integers("Pieces", "The parts of padded planes.", pieces.ToEquatableArray())));
    }

    /// <summary>Sizes of a window as in "3 x 3, stride 2 x 2".</summary>
    public static string Window(Graph.Nodes.SlidingWindow window) =>
        $"{CSharpText.Number(window.KernelHeight)} x {CSharpText.Number(window.KernelWidth)}, stride "
        + $"{CSharpText.Number(window.StrideHeight)} x {CSharpText.Number(window.StrideWidth)}";
}
