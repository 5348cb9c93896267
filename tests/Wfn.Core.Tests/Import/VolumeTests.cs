using CsCheck;
using Wfn.Graph;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Convolutions and pools over three axes against loops that follow ONNX's definition word for word.</summary>
public class VolumeTests
{
    private const int Channels = 4;

    private static Gen<AxisCase> Axis(bool transposed) =>
        from kernel in Gen.Int[1, 3]
        from stride in Gen.Int[1, 3]
        from dilation in Gen.Int[1, 2]
        from before in Gen.Int[0, 2]
        from after in Gen.Int[0, 2]
        from extent in Gen.Int[transposed ? 3 : 5, 6]
        from added in Gen.Int[0, 1]
        select new AxisCase(extent, kernel, stride, dilation, before, after, added);

    [Fact]
    public void ConvolutionsFollowTheirDefinition() => Gen.Select(Gen.Select(Axis(false), Axis(false), Axis(false)), Gen.OneOfConst(1, 2, 4), Gen.Bool).Sample(
        (axes, groups, isOpen) =>
        {
            AxisCase[] a = [axes.Item1, axes.Item2, axes.Item3];
            int[] extents = [.. a.Select(axis => axis.Extent)], kernel = [.. a.Select(axis => axis.Kernel)], made = [.. a.Select(axis => axis.Convolved)];
            var (inputs, weights) = (Ramp(Channels * Count(extents), 7), Ramp(Channels * Channels / groups * Count(kernel), 5));
            var expected = new float[Channels * Count(made)];
            foreach (var (output, at) in Places(Channels, made))
            {
                var own = Channels / groups;
                foreach (var (input, tap) in Places(own, kernel))
                {
                    int[] from = [.. a.Select((axis, i) => (at[i] * axis.Stride) + (tap[i] * axis.Dilation) - axis.Before)];
                    if (Inside(from, extents))
                    {
                        expected[Index(output, at, made)] += inputs[Index((output / own * own) + input, from, extents)]
                            * weights[Index((output * own) + input, tap, kernel)];
                    }
                }
            }

            Check(Model(isOpen, extents).Floats("w", [Channels, Channels / groups, .. Long(kernel)], weights).Node("Conv", ["x", "w"], "y", [.. Window(a), ("group", (long)groups)]), inputs, expected);
        }, iter: 60);

    [Fact]
    public void TransposedConvolutionsFollowTheirDefinition() => Gen.Select(Gen.Select(Axis(true), Axis(true), Axis(true)), Gen.OneOfConst(1, 2), Gen.Bool).Sample(
        (axes, groups, isOpen) =>
        {
            AxisCase[] a = [axes.Item1, axes.Item2, axes.Item3];
            int[] extents = [.. a.Select(axis => axis.Extent)], kernel = [.. a.Select(axis => axis.Kernel)], made = [.. a.Select(axis => axis.Transposed)];
            if (made.Any(extent => extent < 1))
            {
                return;
            }

            var (inputs, weights) = (Ramp(Channels * Count(extents), 7), Ramp(Channels * Channels / groups * Count(kernel), 5));
            var expected = new float[Channels * Count(made)];
            var own = Channels / groups;
            foreach (var (input, at) in Places(Channels, extents))
            {
                foreach (var (output, tap) in Places(own, kernel))
                {
                    int[] to = [.. a.Select((axis, i) => (at[i] * axis.Stride) + (tap[i] * axis.Dilation) - axis.Before)];
                    if (Inside(to, made))
                    {
                        expected[Index((input / own * own) + output, to, made)] += inputs[Index(input, at, extents)]
                            * weights[Index((input * own) + output, tap, kernel)];
                    }
                }
            }

            Check(
                Model(isOpen, extents).Floats("w", [Channels, own, .. Long(kernel)], weights).Node(
                    "ConvTranspose", ["x", "w"], "y", [.. Window(a), ("group", (long)groups), ("output_padding", a.Select(axis => (long)axis.Added).ToArray())]),
                inputs,
                expected);
        }, iter: 60);

    [Fact]
    public void PoolsFollowTheirDefinition() => Gen.Select(Gen.Select(Axis(false), Axis(false), Axis(false)), Gen.Int[0, 2], Gen.Bool).Sample(
        (axes, kind, isOpen) =>
        {
            // Windows over padding alone are no part of the definition.
            AxisCase[] a = [.. new[] { axes.Item1, axes.Item2, axes.Item3 }.Select(axis => axis with { Before = Math.Min(axis.Before, axis.Kernel - 1), After = 0, Dilation = 1 })];
            int[] extents = [.. a.Select(axis => axis.Extent)], kernel = [.. a.Select(axis => axis.Kernel)], made = [.. a.Select(axis => axis.Convolved)];
            var inputs = Ramp(Channels * Count(extents), 7);
            var expected = new float[Channels * Count(made)];
            foreach (var (channel, at) in Places(Channels, made))
            {
                var seen = Places(1, kernel).Select(tap => a.Select((axis, i) => (at[i] * axis.Stride) + tap.Place[i] - axis.Before).ToArray())
                    .Where(from => Inside(from, extents)).Select(from => inputs[Index(channel, from, extents)]).ToArray();
                expected[Index(channel, at, made)] = kind switch { 0 => seen.Max(), 1 => seen.Average(), _ => seen.Sum() / Count(kernel) };
            }

            (string, object)[] own = [("kernel_shape", Long(kernel)), ("strides", a.Select(axis => (long)axis.Stride).ToArray()), Pads(a)];
            Check(
                Model(isOpen, extents).Node(
                    kind == 0 ? "MaxPool" : "AveragePool", ["x"], "y", kind == 2 ? [.. own, ("count_include_pad", 1L)] : own),
                inputs,
                expected);
        }, iter: 60);

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void PoolsOverAllOfAVolumeDo(string op)
    {
        var inputs = Ramp(Channels * 24, 7);
        var model = new OnnxModel().Input("x", -1, Channels, 2, 3, 4).Output("y").Node(op, ["x"], "y");
        Check(model, inputs, [.. inputs.Chunk(24).Select(part => op == "GlobalMaxPool" ? part.Max() : part.Average())]);
        Assert.Equal(TensorShape.Of(-1, Channels, 1, 1, 1), model.Import().Graph.Outputs[0].Shape);
    }

    private static OnnxModel Model(bool isOpen, int[] extents) => new OnnxModel().Input("x", [isOpen ? -1 : 1, Channels, .. Long(extents)]).Output("y");

    private static void Check(OnnxModel model, float[] inputs, float[] expected)
    {
        var graph = model.Import().Graph;
        Assert.Equal(expected.Length, SampleForm.Of(graph).Outputs[0].Shape.ElementCount);
        var actual = new float[expected.Length];
        new FloatExecutor(graph).Run(inputs, 1, actual);
        SampleModels.AssertClose(expected, actual, 1e-4f);
    }

    private static (string, object)[] Window(AxisCase[] axes) =>
        [("strides", axes.Select(a => (long)a.Stride).ToArray()), ("dilations", axes.Select(a => (long)a.Dilation).ToArray()), Pads(axes)];

    private static (string, object) Pads(AxisCase[] axes) =>
        ("pads", axes.Select(a => (long)a.Before).Concat(axes.Select(a => (long)a.After)).ToArray());

    private static float[] Ramp(int count, int period) => [.. Enumerable.Range(0, count).Select(i => ((i * period) % 11 - 5) / 4f)];

    private static long[] Long(int[] values) => [.. values.Select(value => (long)value)];

    private static int Count(int[] extents) => extents.Aggregate(1, (product, extent) => product * extent);

    private static bool Inside(int[] place, int[] extents) => !place.Where((at, i) => at < 0 || at >= extents[i]).Any();

    private static int Index(int channel, int[] place, int[] extents) =>
        (((((channel * extents[0]) + place[0]) * extents[1]) + place[1]) * extents[2]) + place[2];

    private static IEnumerable<(int Channel, int[] Place)> Places(int channels, int[] extents) =>
        from channel in Enumerable.Range(0, channels)
        from depth in Enumerable.Range(0, extents[0])
        from row in Enumerable.Range(0, extents[1])
        from column in Enumerable.Range(0, extents[2])
        select (channel, new[] { depth, row, column });

    /// <summary>A window along one axis of some elements.</summary>
    private sealed record AxisCase(int Extent, int Kernel, int Stride, int Dilation, int Before, int After, int Added)
    {
        public int Convolved => ((Extent + Before + After - ((Kernel - 1) * Dilation) - 1) / Stride) + 1;

        public int Transposed => ((Extent - 1) * Stride) + ((Kernel - 1) * Dilation) + 1 - Before - After + Added;
    }
}
