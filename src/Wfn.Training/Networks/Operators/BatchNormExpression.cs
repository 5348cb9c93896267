using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Batch norm, by the batch's own statistics while training.</summary>
internal sealed class BatchNormExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(BatchNormNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope) =>
    [
        nn.functional.batch_norm(
            scope[0],
            scope[3],
            scope[4],
            scope[1],
            scope[2],
            training: scope.IsTraining && HasVariance(scope[0]),
            momentum: scope.StatisticsMomentum,
            eps: ((BatchNormNode)node).Epsilon),
    ];

    // One value a channel has no statistics of its own, as in a last batch of one sample: the running ones do.
    private static bool HasVariance(Tensor values) => values.numel() > values.shape[1];
}
