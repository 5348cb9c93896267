using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Activations whose channels lie side by side.</summary>
internal static class ChannelsLastEmitter
{
    public static void Emit(ChannelsLastMaxPoolStep step, ModelCode code)
    {
        Border(step, step.Result, code);
        var kernel = code.Kernel("ChannelsLastMaxPool");
        var layer = code.Field(kernel, "MaxPool", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("window", PoolEmitter.Window(step.Layout, code)),
            ("input", Image(step.Source, code)),
            ("output", Image(step.Result, code))));
        code.Run(
            step,
            "largest under " + CommonText.Window(step.Layout.Window),
            $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(ChannelsLastAveragePoolStep step, ModelCode code)
    {
        Border(step, step.Result, code);
        var kernel = code.Kernel("ChannelsLastAveragePool");
        var layer = code.Field(kernel, "AveragePool", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("window", PoolEmitter.Window(step.Layout, code)),
            ("sumShift", CSharpText.Number(step.SumShift)),
            ("reciprocals", code.Integers("Reciprocals", CSharpText.Comment(step.Node) + ", reciprocals", step.Reciprocals)),
            ("rescale", CommonText.Rescale(step, code)),
            ("input", Image(step.Source, code)),
            ("output", Image(step.Result, code))));
        code.Run(
            step,
            "mean under " + CommonText.Window(step.Layout.Window),
            $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(ChannelsLastCopyStep step, ModelCode code)
    {
        if (!step.ToPlanes)
        {
            Border(step, step.Layout, code);
        }

        code.Run(step, What(step), Copy(step, code, code.Field));
    }

    /// <summary>For several samples at once, whose layers need no padding.</summary>
    public static void EmitSamples(ChannelsLastCopyStep step, ModelCode code) =>
        code.RunSamples(step, What(step), Copy(step, code, code.BatchField));

    private static string What(ChannelsLastCopyStep step) => step.ToPlanes ? "to planes" : "channels side by side";

    private static string Copy(ChannelsLastCopyStep step, ModelCode code, Func<string, string, string, string, string> field)
    {
        var kernel = code.Kernel("ChannelsLastCopy");
        var layer = field(kernel, "Copy", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("image", Image(step.Layout, code)),
            ("channels", CSharpText.Number(step.Layout.Channels)),
            ("height", CSharpText.Number(step.Layout.Height)),
            ("width", CSharpText.Number(step.Layout.Width))));
        return $"{layer}.{(step.ToPlanes ? "ToPlanes" : "FromPlanes")}({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})";
    }

    /// <summary>An activation as kernels see it.</summary>
    /// <param name="layout">How it lies.</param>
    /// <param name="code">The code.</param>
    /// <param name="top">Rows of padding that are read with it.</param>
    /// <param name="left">Columns of padding that are read with it.</param>
    /// <param name="joined">Pixels of a row that kernels take as one.</param>
    public static string Image(ChannelsLastLayout layout, ModelCode code, int top = 0, int left = 0, int joined = 1) =>
        $"new {code.Kernel("ChannelsLastImage")}(start: {CSharpText.Number(layout.StartBytes - (top * layout.RowBytes) - (left * layout.PixelBytes))}, "
        + $"row: {CSharpText.Number(layout.RowBytes)}, pixel: {CSharpText.Number(joined * layout.PixelBytes)}, "
        + $"isBytes: {CSharpText.Boolean(layout.IsBytes)}, zero: {CSharpText.Number(layout.Zero)})";

    /// <summary>Adds what takes an input in, and gives its field.</summary>
    public static string Input(string name, ChannelsLastLayout layout, ModelCode code)
    {
        var kernel = code.Kernel("ChannelsLastInput");
        return code.Field(kernel, "Input", CSharpText.Comment(name), CallText.New(
            kernel,
            ("image", Image(layout, code)),
            ("border", layout.Border == default ? "null" : Padding(layout, code)),
            ("channels", CSharpText.Number(layout.Channels)),
            ("height", CSharpText.Number(layout.Height)),
            ("width", CSharpText.Number(layout.Width))));
    }

    /// <summary>Adds the statement that fills the padding of what a step makes, if it has any.</summary>
    public static void Border(PlanStep step, ChannelsLastLayout layout, ModelCode code)
    {
        if (layout.Border == default)
        {
            return;
        }

        var border = code.Field(code.Kernel("ChannelsLastBorder"), "Border", CSharpText.Comment(step.Node), Padding(layout, code));
        code.Run(step, "padding of its result", $"{border}.Run({ModelCode.Span(step.Output)})");
    }

    private static string Padding(ChannelsLastLayout layout, ModelCode code)
    {
        var line = layout.Width * layout.PixelBytes;
        return CallText.New(
            code.Kernel("ChannelsLastBorder"),
            ("head", CSharpText.Number(layout.StartBytes)),
            ("line", CSharpText.Number(line)),
            ("gap", CSharpText.Number(layout.RowBytes - line)),
            ("gaps", CSharpText.Number(layout.Height - 1)),
            ("length", CSharpText.Number(layout.TotalBytes)),
            ("value", CSharpText.Number(layout.Zero)));
    }
}
