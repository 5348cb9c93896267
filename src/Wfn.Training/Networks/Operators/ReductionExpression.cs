using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Elements along some axes made one.</summary>
internal sealed class ReductionExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(ReductionNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope) => [Run((ReductionNode)node, scope[0])];

    private static Tensor Run(ReductionNode node, Tensor x)
    {
        long[] axes = [.. node.Axes.Select(axis => (long)axis)];
        return node.Operator switch
        {
            var op when op == ReductionOperator.Sum => x.sum(axes, keepdim: node.KeepsAxes),
            var op when op == ReductionOperator.Max => x.amax(axes, keepdim: node.KeepsAxes),
            var op when op == ReductionOperator.Min => x.amin(axes, keepdim: node.KeepsAxes),
            var op when op == ReductionOperator.LogSumExp => AxisByAxis((values, axis) => values.logsumexp(axis, keepdim: node.KeepsAxes)),
            _ => AxisByAxis((values, axis) => values.prod(axis, keepdim: node.KeepsAxes)),
        };

        Tensor AxisByAxis(Func<Tensor, long, Tensor> reduce) => axes.Reverse().Aggregate(x, reduce);
    }
}
