using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Fourier transforms of the frames of a signal.</summary>
internal sealed class STFTOperator() : OnnxOperator(
    "STFT", "a gather of frames, and weighted sums of sines and cosines", "steps, windows and lengths computed at run time; complex signals")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        if (x.Shape.Rank is not (2 or 3) || (x.Shape.Rank == 3 && x.Shape[2] != 1))
        {
            throw new UnsupportedException($"a signal {x.Shape}");
        }

        AxisParts.RequireNoBatch(x, 1);
        var step = Scalar(node, 1, "a step") ?? throw node.Invalid("has no step");
        var window = node.OptionalFloats(2, "a window")?.Tensor.Floats;
        var length = node.ToInt(Scalar(node, 3, "a length") ?? window?.Length ?? throw node.Invalid("has neither window nor length"), "a length");
        var signal = x.Shape[1];
        if (step < 1 || length < 1 || length > signal || length > Limits.Window || (window is not null && window.Length != length))
        {
            throw node.Invalid($"has frames of {length} elements every {step} of {signal}, and a window of {window?.Length}");
        }

        var frames = (int)(1 + ((signal - length) / step));
        graph.Budget.ReserveConstant(node, [frames, length]);
        var flat = graph.Reshaped(node, "signal", x, TensorShape.Of(x.Shape[0], signal));
        var taken = AxisParts.Take(
            node, graph, flat, 1, [.. Enumerable.Range(0, frames * length).Select(i => (int)((i / length * step) + (i % length)))]);
        var transform = new Fourier { Length = length, Bins = node.Flag("onesided", true) ? (length / 2) + 1 : length, Given = length, Window = window };
        var waves = transform.Apply(node, graph, graph.Reshaped(node, "frames", taken, TensorShape.Of(x.Shape[0], frames, length)));
        graph.ReshapeResult(node, waves, TensorShape.Of(x.Shape[0], frames, transform.Bins, 2));
    }

    private static long? Scalar(OnnxNode node, int input, string what) => !node.HasInput(input) ? null
        : node.Constant(input, what).Tensor is { IsFloat: false, Count: 1 } tensor ? tensor.Integers[0] : throw node.Invalid($"has {what} that is no integer");
}
