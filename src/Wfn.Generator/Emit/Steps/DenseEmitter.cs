using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Convolutions and fully connected layers of decoded weights.</summary>
internal static class DenseEmitter
{
    public static void Emit(DenseConvolutionStep step, ModelCode code)
    {
        ChannelsLastEmitter.Border(step, step.Result, code);
        if (step.Arithmetic == DenseArithmetic.DepthwiseBytes)
        {
            EmitDepthwise(step, code);
            return;
        }

        var comment = CSharpText.Comment(step.Node);
        var what = What(step);
        var kernel = code.Kernel("DenseConvolution");
        var layer = code.Field(kernel, "Convolution", comment + ": " + what, CallText.New(
            kernel,
            ("shape", Shape(step, code)),
            ("indices", code.Indices(step.Weights)),
            ("mantissas", code.Mantissas(step.Weights)),
            ("bias", code.Integers("Bias", comment + ", bias", step.Bias)),
            ("input", ChannelsLastEmitter.Image(step.Source, code, step.Window.PadTop, step.Window.PadLeft)),
            ("rows", CSharpText.Number(step.Result.Height)),
            ("columns", CSharpText.Number(step.Result.Width / step.Joined)),
            ("strideHeight", CSharpText.Number(step.Window.StrideHeight)),
            ("strideWidth", CSharpText.Number(step.Window.StrideWidth)),
            ("tail", Tail(step, code))));
        code.Share(new SharedLayer(layer));
        var places = new List<int> { step.Inputs[0].Offset, step.Output.Offset, step.Scratch.Offset };
        if (step.Addend is not null)
        {
            places.Add(step.Inputs[1].Offset);
        }

        code.Run(step, what, $"{layer}.Run(workspace, {string.Join(", ", places.Select(p => CSharpText.Number(p)))})");
    }

    private static void EmitDepthwise(DenseConvolutionStep step, ModelCode code)
    {
        var comment = CSharpText.Comment(step.Node);
        var what = What(step);
        var kernel = code.Kernel("DepthwiseConvolution");
        var layer = code.Field(kernel, "Convolution", comment + ": " + what, CallText.New(
            kernel,
            ("channels", CSharpText.Number(step.Bias.Count)),
            ("tapOffsets", code.Integers("Taps", comment + ", where taps are", step.RunOffsets)),
            ("tapOrder", code.Integers("TapOrder", comment + ", four taps a step", step.TapOrder)),
            ("pieces", code.Integers("Pieces", comment + ", pieces of taps", step.Pieces)),
            ("pairLimit", CSharpText.Number(step.PairLimit)),
            ("weightScale", CSharpText.Number(step.WeightScale)),
            ("indices", code.Indices(step.Weights)),
            ("mantissas", code.Mantissas(step.Weights)),
            ("bias", code.Integers("Bias", comment + ", bias", step.Bias)),
            ("input", ChannelsLastEmitter.Image(step.Source, code, step.Window.PadTop, step.Window.PadLeft)),
            ("rows", CSharpText.Number(step.Result.Height)),
            ("columns", CSharpText.Number(step.Result.Width)),
            ("strideHeight", CSharpText.Number(step.Window.StrideHeight)),
            ("strideWidth", CSharpText.Number(step.Window.StrideWidth)),
            ("tail", Tail(step, code))));
        code.Run(
            step,
            what,
            $"{layer}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)}, {CSharpText.Number(step.Scratch.Offset)})");
    }

    /// <summary>Several samples at once, by the layer of one.</summary>
    public static void EmitSamples(DenseConvolutionStep step, SharedLayer layer, ModelCode code)
    {
        var what = What(step);
        var samples = code.BatchField("DenseConvolution", "Samples", CSharpText.Comment(step.Node) + ", several samples: " + what, CallText.Call(
            layer.Field + ".ForSamples",
            ("samples", CSharpText.Number(step.Result.Width)),
            ("input", ChannelsLastEmitter.Image(step.Source, code)),
            ("tail", Tail(step, code))));
        code.RunSamples(
            step,
            what,
            $"{samples}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)}, {CSharpText.Number(step.Scratch.Offset)})");
    }

    private static string Tail(DenseConvolutionStep step, ModelCode code) => CallText.New(
        code.Kernel("DenseTail"),
        ("weightShift", CSharpText.Number(step.WeightShift)),
        ("scale", Scale(step.Shift, step.Bounds, code)),
        ("output", ChannelsLastEmitter.Image(step.Result, code, joined: step.Joined)),
        ("addend", Addend(step, code)),
        ("poolHeight", CSharpText.Number(step.Pool?.Height ?? 1)),
        ("poolWidth", CSharpText.Number(step.Pool?.Width ?? 1)));

    private static string Shape(DenseConvolutionStep step, ModelCode code)
    {
        var comment = CSharpText.Comment(step.Node);
        return CallText.New(
            code.Kernel("DenseShape"),
            ("outputs", CSharpText.Number(step.Joined * step.Bias.Count)),
            ("groups", CSharpText.Number(step.Groups)),
            ("inputs", CSharpText.Number(step.Source.Channels / step.Groups)),
            ("kernelHeight", CSharpText.Number(step.Window.KernelHeight)),
            ("kernelWidth", CSharpText.Number(step.Window.KernelWidth)),
            ("stepElements", CSharpText.Number(step.Arithmetic switch { DenseArithmetic.Bytes => 4, DenseArithmetic.Shorts => 2, _ => 1 })),
            ("isContiguous", CSharpText.Boolean(step.IsContiguous)),
            ("runOffsets", code.Integers("Runs", comment + ", where runs begin", step.RunOffsets)),
            ("pieces", code.Integers("Pieces", comment + ", pieces of runs", step.Pieces)),
            ("pieceEnds", code.Integers("PieceEnds", comment + ", ends of pieces", step.PieceEnds)),
            ("pairLimit", CSharpText.Number(step.PairLimit)),
            ("weightScale", CSharpText.Number(step.WeightScale)),
            ("weightShift", CSharpText.Number(step.WeightShift)),
            ("zero", CSharpText.Number(step.Source.Zero)),
            ("joined", CSharpText.Number(step.Joined)),
            ("joinedStride", CSharpText.Number(step.JoinedStride)));
    }

    private static string Addend(DenseConvolutionStep step, ModelCode code) => step.Addend is not { } addend
        ? "null"
        : CallText.New(
            code.Kernel("DenseAddend"),
            ("image", ChannelsLastEmitter.Image(addend.Source, code, joined: step.Joined)),
            ("resultShift", CSharpText.Number(addend.ResultShift)),
            ("resultNegated", CSharpText.Boolean(addend.ResultNegated)),
            ("addendShift", CSharpText.Number(addend.AddendShift)),
            ("addendNegated", CSharpText.Boolean(addend.AddendNegated)),
            ("scale", Scale(addend.Shift, addend.Bounds, code)));

    private static string Scale(int shift, OutputBounds bounds, ModelCode code) =>
        $"new {code.Kernel("DenseScale")}(shift: {CSharpText.Number(shift)}, minimum: {CSharpText.Number(bounds.Minimum)}, maximum: {CSharpText.Number(bounds.Maximum)})";

    private static string What(DenseConvolutionStep step)
    {
        var source = CSharpText.Extents([step.Source.Channels, step.Source.Height, step.Source.Width]);
        var result = CSharpText.Extents([step.Result.Channels, step.Result.Height, step.Result.Width]);
        return $"convolution {CommonText.Window(step.OwnWindow)}, {source} to {result}"
            + (step.Groups == 1 ? "" : $", {CSharpText.Number(step.Groups)} groups")
            + (step.Addend is null ? "" : $", and the sum {CSharpText.Comment(step.Addend.Node)}")
            + (step.Pool is null ? "" : $", and the largest {CSharpText.Comment(step.Pool.Node)}");
    }
}
