using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Parts along an axis at indices computed at run time.</summary>
internal sealed class PickExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(PickNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var axis = ((PickNode)node).Axis;
        var (data, indices) = (scope[0], scope[1]);
        var extent = data.shape[axis];
        var whole = indices.detach().floor();
        whole = where(whole.lt(0), whole + extent, whole).clamp(0, extent - 1).to(ScalarType.Int64);
        long[] shape = [.. data.shape.Take(axis), .. indices.shape, .. data.shape.Skip(axis + 1)];
        return [data.index_select(axis, whole.flatten()).reshape(shape)];
    }
}
