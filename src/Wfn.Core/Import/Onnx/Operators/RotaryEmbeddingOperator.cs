using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Pairs of elements of every head, turned by angles that their place tells, whose cosines and sines are operands.</summary>
internal sealed class RotaryEmbeddingOperator() : OnnxOperator(
    "RotaryEmbedding",
    "slices, products with the cosines and sines, sums and concatenations",
    "constant places that are not the same for every sample")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var turned = node.Integer("rotary_embedding_dim", 0) is > 0 and var given ? node.ToInt(given, "a rotary_embedding_dim") : 0;
        graph.ReshapeResult(
            node, Turn(node, graph, node.Integer("num_heads", 0), turned, node.Flag("interleaved", false)), node.Activation(0).Shape);
    }

    /// <summary>Turns the first operand; the others are cosines, sines and, where these are tables, places.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="heads">How many heads lie side by side where they have no axis of their own.</param>
    /// <param name="turned">How many elements of a head are turned; 0 for all.</param>
    /// <param name="isInterleaved">Whether the two of a pair lie side by side.</param>
    /// <returns>The value turned, with an axis for the heads.</returns>
    internal static ActivationValue Turn(OnnxNode node, GraphBuilder graph, long heads, int turned, bool isInterleaved)
    {
        // Heads have an axis of their own behind the steps; with four axes they are in front of them.
        var x = node.Activation(0);
        var shape = x.Shape;
        var isFlat = shape.Rank == 3;
        if (shape.Rank is not (3 or 4) || (isFlat && (heads < 1 || shape[2] % heads != 0)))
        {
            throw node.Invalid($"turns {shape} of {heads} heads");
        }

        x = isFlat ? graph.Reshaped(node, "heads", x, TensorShape.Of(shape[0], shape[1], (int)heads, shape[2] / (int)heads)) : x;
        var size = x.Shape[3];
        turned = turned == 0 ? size : turned;
        if (turned > size || turned % 2 != 0)
        {
            throw node.Invalid($"turns {turned} of {size} elements");
        }

        var steps = isFlat ? shape[1] : shape[2];
        var (cosines, sines) = (Angles(node, graph, 1, steps, turned / 2, isFlat), Angles(node, graph, 2, steps, turned / 2, isFlat));
        int[] places = [.. Enumerable.Range(0, turned / 2)];
        var first = Take([.. places.Select(i => isInterleaved ? 2 * i : i)]);
        var second = Take([.. places.Select(i => isInterleaved ? (2 * i) + 1 : i + (turned / 2))]);
        var real = Sum(BinaryOperator.Subtract, Times(first, cosines), Times(second, sines));
        var imaginary = Sum(BinaryOperator.Add, Times(first, sines), Times(second, cosines));
        var pairs = Joined([real, imaginary]);
        pairs = isInterleaved
            ? AxisParts.Take(node, graph, pairs, 3, [.. Enumerable.Range(0, turned).Select(i => (i / 2) + (i % 2 * (turned / 2)))])
            : pairs;
        return turned == size ? pairs : Joined([pairs, Take([.. Enumerable.Range(turned, size - turned)])]);

        ActivationValue Take(int[] indices) => AxisParts.Take(node, graph, x, 3, indices);

        ActivationValue Times(ActivationValue part, ImportedValue angle) =>
            BinaryImport.Step(node, graph, BinaryOperator.Multiply, part, angle);

        ActivationValue Sum(BinaryOperator op, ActivationValue left, ActivationValue right) => BinaryImport.Step(node, graph, op, left, right);

        ActivationValue Joined(ActivationValue[] parts) => graph.Step(node, "joined", (name, output) => new ConcatNode
        {
            Name = name,
            Inputs = parts.Select(part => part.Name).ToEquatableArray(),
            Output = output,
            Axis = 3,
        });
    }

    // Cosines or sines as [batch, steps, 1, pairs], or [batch, 1, steps, pairs] where heads stand in front of steps.
    private static ImportedValue Angles(OnnxNode node, GraphBuilder graph, int input, int steps, int pairs, bool isFlat)
    {
        var value = node.HasInput(3) ? AtPlaces(node, graph, input) : node.Input(input);
        if (value is ConstantValue { Tensor: var tensor } constant)
        {
            var one = OfOneSample(node, tensor);
            if (!one.IsFloat || one.Rank < 2 || one.Extents[one.Rank - 2] != steps || one.Extents[one.Rank - 1] < pairs)
            {
                throw node.Invalid($"has angles {tensor} for {steps} steps of {pairs} pairs");
            }

            var flat = one.WithExtents([steps, one.Extents[one.Rank - 1]]);
            var part = ConstantLayout.Slice(flat, [0, 0], [1, 1], [steps, pairs]).WithExtents(isFlat ? [steps, 1, pairs] : [1, steps, pairs]);
            return new ConstantValue(constant.Name, part);
        }

        var activation = value as ActivationValue ?? throw node.Invalid("has angles of integers");
        var rank = activation.Shape.Rank;
        if (rank < 2 || activation.Shape[rank - 2] != steps || activation.Shape[rank - 1] < pairs)
        {
            throw node.Invalid($"has angles {activation.Shape} for {steps} steps of {pairs} pairs");
        }

        activation = AxisParts.Take(node, graph, activation, rank - 1, [.. Enumerable.Range(0, pairs)]);
        int[] before = [.. activation.Shape.Dimensions.Take(rank - 2)];
        return graph.Reshaped(node, "angles", activation, TensorShape.Of(isFlat ? [.. before, steps, 1, pairs] : [.. before, 1, steps, pairs]));
    }

    // The rows of a table at the places of the steps.
    private static ImportedValue AtPlaces(OnnxNode node, GraphBuilder graph, int input)
    {
        if (node.Input(3) is not ConstantValue { Tensor: var places })
        {
            return RunTimeGather.Rows(node, graph, node.Input(input), 0, node.Input(3));
        }

        var one = OfOneSample(node, places);
        if (one.IsFloat)
        {
            throw node.Invalid("has places that are no integers");
        }

        var rows = one.Count;
        if (node.Input(input) is not ConstantValue { Tensor: { Rank: 2 } table } constant)
        {
            return AxisParts.Take(node, graph, node.Activation(input), 0, [.. one.Integers.Select(place => Checked(place, node.Activation(input).Shape[0]))]);
        }

        int[] extents = [rows, table.Extents[1]];
        var count = graph.Budget.ReserveConstant(node, extents);
        int[] indices = [.. one.Integers.Select(place => Checked(place, table.Extents[0]))];
        return new ConstantValue(constant.Name, ConstantLayout.Gather(table, 0, indices, extents, count));

        int Checked(long place, int extent) => place >= 0 && place < extent ? (int)place : throw node.Invalid($"turns by row {place} of {extent}");
    }

    // A constant of every sample must be the same for all.
    private static ConstantTensor OfOneSample(OnnxNode node, ConstantTensor tensor)
    {
        var samples = tensor.Rank < 2 ? 1 : tensor.IsFloat && tensor.Rank < 3 ? 1 : tensor.Extents[0];
        var length = samples == 0 ? 0 : tensor.Count / samples;
        for (var i = length; i < tensor.Count; i++)
        {
            if (tensor.IsFloat ? tensor.Floats[i] != tensor.Floats[i % length] : tensor.Integers[i] != tensor.Integers[i % length])
            {
                throw new UnsupportedException("constant places or angles that differ between samples");
            }
        }

        int[] extents = samples == 1 && tensor.Rank < 2 ? tensor.Extents : [1, .. tensor.Extents.Skip(1)];
        return length == tensor.Count || length == 0 ? tensor : tensor.Pick(extents, [.. Enumerable.Range(0, length)]);
    }
}
