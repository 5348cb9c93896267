using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>How the extents of two operands meet: as NumPy broadcasts, aligned at the last axis.</summary>
internal static class Broadcasting
{
    /// <summary>The result's extent of an axis where the operands have these.</summary>
    /// <exception cref="Diagnostics.WfnException">They do not meet (WFN1006).</exception>
    public static int Extent(Node node, TensorShape left, TensorShape right, int a, int b)
    {
        node.Require(a == b || a == 1 || b == 1, $"cannot broadcast {left} with {right}");
        return a == 1 ? b : a;
    }

    /// <summary>The shape of the result. An operand without a batch that has an axis where the other has its batch must be a constant.</summary>
    public static TensorShape Shape(Node node, TypeScope scope)
    {
        var (left, right) = (scope.Shape(node, 0), scope.Shape(node, 1));
        node.Require(!scope.IsParameter(node, 0) || !scope.IsParameter(node, 1), "reads two constants");
        var rank = Math.Max(left.Rank, right.Rank);
        var extents = new int[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            extents[axis] = Extent(node, left, right, At(left, axis - rank), At(right, axis - rank));
        }

        var result = new TensorShape(EquatableArray.TakeOwnership(extents));
        var batch = SampleScope.BatchAxis(result);
        if (batch >= 0)
        {
            RequireBatch(node, scope, 0, left, result, batch);
            RequireBatch(node, scope, 1, right, result, batch);
        }

        return result;
    }

    /// <summary>The node over one sample: constants lose the axis where the batch was.</summary>
    public static EquatableArray<string> ForSample(Node node, SampleScope scope)
    {
        var result = scope.ResultShape(node);
        var batch = scope.ResultBatchAxis(node);
        return batch < 0 ? node.Inputs : node.Inputs.Select((name, place) =>
        {
            var shape = scope.Shape(node, place);
            var axis = batch - (result.Rank - shape.Rank);
            return axis >= 0 && SampleScope.BatchAxis(shape) < 0 ? scope.Reshaped(name, shape.Without(axis)) : name;
        }).ToEquatableArray();
    }

    private static int At(TensorShape shape, int fromEnd) => shape.Rank + fromEnd >= 0 ? shape[shape.Rank + fromEnd] : 1;

    private static void RequireBatch(Node node, TypeScope scope, int place, TensorShape shape, TensorShape result, int batch)
    {
        var axis = batch - (result.Rank - shape.Rank);
        node.Require(
            axis < 0 || shape[axis] == TensorShape.Dynamic || scope.IsParameter(node, place),
            $"cannot broadcast {shape} along the batch of {result}");
    }
}
