using Wfn.Graph.Nodes;
using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Float steps on pixels whose channels lie side by side.</summary>
internal static class FloatPixelEmitter
{
    public static void Emit(FloatPixelConvolutionStep step, ModelCode code)
    {
        ChannelsLastEmitter.Border(step, step.Result, code);
        var comment = CSharpText.Comment(step.Node);
        var what = What(step.Window, [step.Channels, step.Height, step.Width], step.Result)
            + (step.SumNode is null ? "" : $", and the sum {CSharpText.Comment(step.SumNode)}");
        var kernel = code.Kernel("FloatPixelConvolution");
        var layer = code.Field(kernel, "Convolution", comment + ": " + what, CallText.New(
            kernel,
            ("weights", code.FloatWeights(step.Weight)),
            ("bias", Bias(step.Bias, step.Result.Channels, code)),
            ("bounds", CommonText.Bounds(step, code)),
            ("inputs", CSharpText.Number(step.Channels)),
            ("runTaps", CSharpText.Number(step.RunTaps)),
            ("runs", code.Integers("Runs", comment + ", where runs begin", step.Runs)),
            ("planeLength", CSharpText.Number(step.Source.PlaneLength)),
            ("input", Image(step.Source, code)),
            ("rows", CSharpText.Number(step.Result.Height)),
            ("columns", CSharpText.Number(step.Result.Width)),
            ("strideHeight", CSharpText.Number(step.Window.StrideHeight)),
            ("strideWidth", CSharpText.Number(step.Window.StrideWidth)),
            ("output", Image(step.Result, code)),
            ("addend", step.Addend is null ? "null" : Image(step.Addend, code))));
        var places = new List<int> { step.Inputs[0].Offset, step.Output.Offset };
        if (step.Addend is not null)
        {
            places.Add(step.Inputs[1].Offset);
        }

        code.Run(step, what, $"{layer}.Run(workspace, {string.Join(", ", places.Select(p => CSharpText.Number(p)))})");
    }

    public static void Emit(FloatDepthwiseStep step, ModelCode code)
    {
        ChannelsLastEmitter.Border(step, step.Result, code);
        var comment = CSharpText.Comment(step.Node);
        var what = What(step.Window, [step.Source.Channels, step.Source.Height, step.Source.Width], step.Result)
            + $", {CSharpText.Number(step.Source.Channels)} groups";
        var kernel = code.Kernel("FloatDepthwiseConvolution");
        var layer = code.Field(kernel, "Convolution", comment + ": " + what, CallText.New(
            kernel,
            ("weights", code.FloatWeights(step.Weight)),
            ("taps", code.Integers("Taps", comment + ", where taps are", step.Taps)),
            ("bias", Bias(step.Bias, step.Result.Channels, code)),
            ("bounds", CommonText.Bounds(step, code)),
            ("input", Image(FloatSource.Of(step.Source, step.Window), code)),
            ("rows", CSharpText.Number(step.Result.Height)),
            ("columns", CSharpText.Number(step.Result.Width)),
            ("strideHeight", CSharpText.Number(step.Window.StrideHeight)),
            ("strideWidth", CSharpText.Number(step.Window.StrideWidth)),
            ("output", Image(step.Result, code))));
        code.Run(step, what, $"{layer}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)})");
    }

    public static void Emit(FloatPixelPoolStep step, ModelCode code)
    {
        ChannelsLastEmitter.Border(step, step.Result, code);
        var kernel = code.Kernel("FloatPixelPool");
        var layer = code.Field(kernel, step.IsLargest ? "MaxPool" : "AveragePool", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("window", PoolEmitter.Window(step.Layout, code)),
            ("input", Image(step.Source, code)),
            ("output", Image(step.Result, code))));
        code.Run(
            step,
            (step.IsLargest ? "largest under " : "mean under ") + CommonText.Window(step.Layout.Window),
            $"{layer}.{(step.IsLargest ? "Largest" : "Average")}({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    private static string What(SlidingWindow window, int[] source, ChannelsLastLayout result) =>
        $"convolution {CommonText.Window(window)}, {CSharpText.Extents(source)} to {CSharpText.Extents([result.Channels, result.Height, result.Width])}";

    private static string Bias(string? parameter, int outputs, ModelCode code) =>
        parameter is null ? $"new float[{CSharpText.Number(outputs)}]" : code.ParameterValues(parameter);

    private static string Image(FloatSource source, ModelCode code) => Image(source.Start, source.Row, source.Pixel, code);

    private static string Image(ChannelsLastLayout layout, ModelCode code) =>
        Image(layout.StartBytes / sizeof(float), layout.RowBytes / sizeof(float), layout.Channels, code);

    private static string Image(int start, int row, int pixel, ModelCode code) =>
        $"new {code.Kernel("FloatImage")}(start: {CSharpText.Number(start)}, row: {CSharpText.Number(row)}, pixel: {CSharpText.Number(pixel)})";
}
