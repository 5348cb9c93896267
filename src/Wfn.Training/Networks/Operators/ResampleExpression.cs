using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Weighted sums along an axis: tap by tap.</summary>
internal sealed class ResampleExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(ResampleNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var resample = (ResampleNode)node;
        var (input, weights) = (scope[0], scope[1]);
        var (results, taps) = ((int)weights.shape[0], (int)weights.shape[1]);

        // The weights of a tap meet the axis.
        long[] aligned = [results, .. Enumerable.Repeat(1L, input.shape.Length - resample.Axis - 1)];
        var sums = Enumerable.Range(0, taps).Select(tap => Taken(tap) * weights.select(1, tap).reshape(aligned));
        return [sums.Aggregate((sum, next) => sum + next)];

        Tensor Taken(int tap) => input.index_select(
            resample.Axis,
            tensor(Enumerable.Range(0, results).Select(result => (long)resample.Indices[(result * taps) + tap]).ToArray(), device: input.device));
    }
}
