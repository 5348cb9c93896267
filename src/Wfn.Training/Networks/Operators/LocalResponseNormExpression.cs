using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Local response norm: sums over windows of channels are sums of slices of the squares, padded with zeros.</summary>
internal sealed class LocalResponseNormExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(LocalResponseNormNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var norm = (LocalResponseNormNode)node;
        var input = scope[0];
        var channels = input.shape[norm.Axis];
        var before = (norm.Size - 1) / 2;

        // torch counts from the last axis.
        long[] padding = [.. Enumerable.Repeat(0L, 2 * (input.shape.Length - norm.Axis - 1)), before, norm.Size - 1 - before];
        var squares = nn.functional.pad(input * input, padding, TorchSharp.PaddingModes.Constant, 0);
        var sums = Enumerable.Range(0, norm.Size).Select(tap => squares.narrow(norm.Axis, tap, channels)).Aggregate((sum, next) => sum + next);
        return [input / (norm.Bias + (norm.Alpha / norm.Size * sums)).pow(norm.Beta)];
    }
}
