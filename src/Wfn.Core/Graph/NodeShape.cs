using Wfn.Diagnostics;
using Wfn.Graph.Nodes;

namespace Wfn.Graph;

/// <summary>The output shape of each kind of node, and the conditions its operands have to meet.</summary>
internal static class NodeShape
{
    /// <summary>The output's shape; extents are not yet checked for being positive.</summary>
    public static TensorShape Of(Node node, ShapeScope scope) => node switch
    {
        ConvolutionNode convolution => Convolution(convolution, scope),
        LinearNode linear => Linear(linear, scope),
        MatrixProductNode => MatrixProduct(node, scope),
        BatchNormNode batchNorm => BatchNorm(batchNorm, scope),
        BinaryNode => Binary(node, scope),
        MaxPoolNode pool => MaxPool(pool, scope),
        AveragePoolNode pool => AveragePool(pool, scope),
        GlobalAveragePoolNode => GlobalAveragePool(node, scope),
        ReluNode or SigmoidNode or ClipNode => Only(node, scope),
        SoftmaxNode softmax => Softmax(softmax, scope),
        ReshapeNode reshape => Reshape(reshape, scope),
        TransposeNode transpose => Transpose(transpose, scope),
        ConcatNode concat => Concat(concat, scope),
        SliceNode slice => Slice(slice, scope),
        PadNode pad => Pad(pad, scope),
        _ => throw NodeError.Make(node, "is of a kind without a shape rule"),
    };

    private static TensorShape Only(Node node, ShapeScope scope)
    {
        RequireInputs(node, 1);
        return scope.Activation(node, 0);
    }

    private static TensorShape Image(Node node, ShapeScope scope)
    {
        var shape = Only(node, scope);
        Require(node, shape.Rank == 4, $"needs an input [batch, channels, height, width], not {shape}");
        return shape;
    }

    private static TensorShape Convolution(ConvolutionNode node, ShapeScope scope)
    {
        var input = Image(node, scope);
        var weight = scope.Parameter(node, node.Weight);
        Require(node, weight.Rank == 4, $"needs a kernel of four axes, not {weight}");
        Require(node, node.Groups >= 1, $"has {node.Groups} groups");
        Require(
            node,
            (long)weight[1] * node.Groups == input[1],
            $"has a kernel {weight} in {node.Groups} group(s), which does not fit the {input[1]} channels of its input {input}");
        Require(node, weight[0] % node.Groups == 0, $"has {weight[0]} output channels, not a multiple of its {node.Groups} groups");
        Require(
            node,
            weight[2] == node.Window.KernelHeight && weight[3] == node.Window.KernelWidth,
            $"has a window of {node.Window.KernelHeight} by {node.Window.KernelWidth} but a kernel {weight}");
        RequireBias(node, scope, node.Bias, weight[0]);
        WindowRules.Check(node, node.Window, input);
        return TensorShape.Of(input[0], weight[0], node.Window.OutputHeight(input[2]), node.Window.OutputWidth(input[3]));
    }

    private static TensorShape Linear(LinearNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        var weight = scope.Parameter(node, node.Weight);
        Require(node, weight.Rank == 2, $"needs a matrix [outputs, inputs], not {weight}");
        Require(
            node,
            input.Rank >= 2 && input[input.Rank - 1] == weight[1],
            $"has a matrix {weight}, which does not fit the last axis of its input {input}");
        RequireBias(node, scope, node.Bias, weight[0]);
        var extents = input.Dimensions.ToArray();
        extents[extents.Length - 1] = weight[0];
        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static TensorShape MatrixProduct(Node node, ShapeScope scope)
    {
        RequireInputs(node, 2);
        var left = scope.Activation(node, 0);
        var right = scope.Activation(node, 1);
        var rank = left.Rank;
        Require(
            node,
            rank >= 3 && right.Rank == rank && left[rank - 1] == right[rank - 2],
            $"cannot multiply {left} by {right}; both need the batch, equally many axes and an inner extent in common");
        var extents = new int[rank];
        for (var axis = 0; axis < rank - 2; axis++)
        {
            extents[axis] = Broadcast(node, left, right, axis, left[axis], right[axis]);
        }

        extents[rank - 2] = left[rank - 2];
        extents[rank - 1] = right[rank - 1];
        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static TensorShape BatchNorm(BatchNormNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        Require(node, input.Rank >= 2, $"needs an input with channels on axis 1, not {input}");
        foreach (var name in (string[])[node.Scale, node.Shift, node.Mean, node.Variance])
        {
            var parameter = scope.Parameter(node, name);
            Require(
                node,
                parameter.Rank == 1 && parameter[0] == input[1],
                $"has a parameter {DataName.Quote(name)} {parameter}, which does not fit the {input[1]} channels of its input {input}");
        }

        return input;
    }

    private static TensorShape Binary(Node node, ShapeScope scope)
    {
        RequireInputs(node, 2);
        if (scope.IsParameter(node.Inputs[0]))
        {
            return BinaryWithParameter(node, scope.Activation(node, 1), scope.Parameter(node, node.Inputs[0]));
        }

        var left = scope.Activation(node, 0);
        if (scope.IsParameter(node.Inputs[1]))
        {
            return BinaryWithParameter(node, left, scope.Parameter(node, node.Inputs[1]));
        }

        var right = scope.Activation(node, 1);
        Require(node, left.Rank == right.Rank, $"cannot broadcast {left} with {right}: both have the batch on axis 0");
        var extents = new int[left.Rank];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = Broadcast(node, left, right, axis, left[axis], right[axis]);
        }

        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static TensorShape BinaryWithParameter(Node node, TensorShape activation, TensorShape parameter)
    {
        var offset = activation.Rank - parameter.Rank;
        Require(
            node,
            offset > 0 || (offset == 0 && parameter[0] == 1),
            $"has a constant {parameter}, which would differ along the batch of {activation}");
        var extents = activation.Dimensions.ToArray();
        for (var axis = Math.Max(1, offset); axis < extents.Length; axis++)
        {
            extents[axis] = Broadcast(node, activation, parameter, axis, extents[axis], parameter[axis - offset]);
        }

        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static TensorShape MaxPool(MaxPoolNode node, ShapeScope scope)
    {
        var input = Image(node, scope);
        WindowRules.Check(node, node.Window, input);
        WindowRules.CheckEveryWindowTouchesData(node, node.Window, input);
        return TensorShape.Of(input[0], input[1], node.Window.OutputHeight(input[2]), node.Window.OutputWidth(input[3]));
    }

    private static TensorShape AveragePool(AveragePoolNode node, ShapeScope scope)
    {
        var input = Image(node, scope);
        WindowRules.Check(node, node.Window, input);
        Require(
            node,
            node.UncountedBottom >= 0 && node.UncountedBottom <= node.Window.PadBottom
                && node.UncountedRight >= 0 && node.UncountedRight <= node.Window.PadRight,
            "leaves more padding uncounted than there is");
        var height = node.Window.OutputHeight(input[2]);
        var width = node.Window.OutputWidth(input[3]);
        if (node.CountPadding)
        {
            Require(
                node,
                ((long)(height - 1) * node.Window.StrideHeight) < (long)node.Window.PadTop + input[2] + node.Window.PadBottom - node.UncountedBottom
                    && ((long)(width - 1) * node.Window.StrideWidth) < (long)node.Window.PadLeft + input[3] + node.Window.PadRight - node.UncountedRight,
                $"has windows over nothing but uncounted padding of its input {input}");
        }
        else
        {
            WindowRules.CheckEveryWindowTouchesData(node, node.Window, input);
        }

        return TensorShape.Of(input[0], input[1], height, width);
    }

    private static TensorShape GlobalAveragePool(Node node, ShapeScope scope)
    {
        var input = Image(node, scope);
        return TensorShape.Of(input[0], input[1], 1, 1);
    }

    private static TensorShape Softmax(SoftmaxNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        RequireAxis(node, node.Axis, input);
        return input;
    }

    private static TensorShape Reshape(ReshapeNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        Require(node, node.Shape.Rank >= 1 && node.Shape[0] == input[0], $"cannot turn {input} into {node.Shape}: the batch must stay on axis 0");
        var elements = 1L;
        foreach (var extent in node.Shape.Sample.Dimensions)
        {
            Require(node, extent >= 1, $"has the shape {node.Shape}; every extent but the batch must be known and positive");
            elements = Math.Min(elements * extent, 1L << 31);
        }

        Require(node, elements == input.Sample.ElementCount, $"cannot turn {input} into {node.Shape}: the number of elements differs");
        return node.Shape;
    }

    private static TensorShape Transpose(TransposeNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        var permutation = node.Permutation;
        var isPermutation = permutation.Count == input.Rank
            && permutation.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, input.Rank));
        Require(node, isPermutation && permutation[0] == 0, $"has the permutation [{string.Join(", ", permutation)}], which does not fit {input} or moves the batch");
        return new TensorShape(permutation.Select(axis => input[axis]).ToEquatableArray());
    }

    private static TensorShape Concat(ConcatNode node, ShapeScope scope)
    {
        Require(node, node.Inputs.Count >= 1, "has no inputs");
        var first = scope.Activation(node, 0);
        RequireAxis(node, node.Axis, first);
        var extents = first.Dimensions.ToArray();
        for (var input = 1; input < node.Inputs.Count; input++)
        {
            var shape = scope.Activation(node, input);
            var fits = shape.Rank == first.Rank;
            for (var axis = 0; fits && axis < extents.Length; axis++)
            {
                fits = axis == node.Axis || shape[axis] == first[axis];
            }

            Require(node, fits, $"cannot join {first} and {shape} along axis {node.Axis}");
            var joined = (long)extents[node.Axis] + shape[node.Axis];
            Require(node, joined <= Limits.Elements, "joins more than 2^31 - 1 elements");
            extents[node.Axis] = (int)joined;
        }

        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static TensorShape Slice(SliceNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        Require(
            node,
            node.Starts.Count == input.Rank && node.Steps.Count == input.Rank && node.Shape.Rank == input.Rank,
            $"does not have an entry for each axis of its input {input}");
        Require(node, node.Starts[0] == 0 && node.Steps[0] == 1 && node.Shape[0] == input[0], $"cuts the batch of its input {input}");
        for (var axis = 1; axis < input.Rank; axis++)
        {
            var last = node.Starts[axis] + ((node.Shape[axis] - 1L) * node.Steps[axis]);
            Require(
                node,
                node.Steps[axis] != 0 && node.Shape[axis] >= 1 && node.Starts[axis] >= 0 && node.Starts[axis] < input[axis]
                    && last >= 0 && last < input[axis],
                $"takes {node.Shape[axis]} elements from index {node.Starts[axis]} in steps of {node.Steps[axis]} on axis {axis} of {input}");
        }

        return node.Shape;
    }

    private static TensorShape Pad(PadNode node, ShapeScope scope)
    {
        var input = Only(node, scope);
        Require(
            node,
            node.Before.Count == input.Rank && node.After.Count == input.Rank,
            $"does not have an entry for each axis of its input {input}");
        Require(node, node.Before[0] == 0 && node.After[0] == 0, $"pads the batch of its input {input}");
        var extents = input.Dimensions.ToArray();
        for (var axis = 1; axis < extents.Length; axis++)
        {
            var before = node.Before[axis];
            var after = node.After[axis];
            Require(node, before >= 0 && after >= 0, $"pads axis {axis} by a negative count");
            var most = node.Mode switch
            {
                PadMode.Reflect => input[axis] - 1,
                PadMode.Wrap => input[axis],
                _ => Limits.Elements,
            };
            Require(
                node,
                before <= most && after <= most,
                $"pads axis {axis} of {input} by {before} and {after}, more than mode {node.Mode} can take from the input");
            var padded = (long)extents[axis] + before + after;
            Require(node, padded <= Limits.Elements, $"pads axis {axis} beyond 2^31 - 1 elements");
            extents[axis] = (int)padded;
        }

        return new TensorShape(EquatableArray.TakeOwnership(extents));
    }

    private static int Broadcast(Node node, TensorShape left, TensorShape right, int axis, int a, int b)
    {
        var fits = a == b || (axis > 0 && (a == 1 || b == 1));
        Require(node, fits, $"cannot broadcast {left} with {right}");
        return a == 1 ? b : a;
    }

    private static void RequireBias(Node node, ShapeScope scope, string? bias, int outputs)
    {
        if (bias is not null)
        {
            var shape = scope.Parameter(node, bias);
            Require(node, shape.Rank == 1 && shape[0] == outputs, $"has a bias {shape}, which does not fit its {outputs} outputs");
        }
    }

    private static void RequireAxis(Node node, int axis, TensorShape input) =>
        Require(node, axis >= 1 && axis < input.Rank, $"works along axis {axis} of {input}; it must be an axis after the batch");

    private static void RequireInputs(Node node, int count) =>
        Require(node, node.Inputs.Count == count, $"has {node.Inputs.Count} inputs, not {count}");

    private static void Require(Node node, bool holds, string reason)
    {
        if (!holds)
        {
            throw NodeError.Make(node, reason);
        }
    }
}
