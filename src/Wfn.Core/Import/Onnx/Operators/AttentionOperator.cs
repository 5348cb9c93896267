using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Softmax(scale · Q Kᵀ + mask) V for every head; heads lie side by side along the last axis, or have one of their own.</summary>
internal sealed class AttentionOperator() : OnnxOperator(
    "Attention",
    "reshapes, transpositions, matrix products, a sum with the mask and softmax",
    "lengths computed at run time (nonpad_kv_seqlen); keys and values that are constants; what a softcap and a mask make of the scores as an output")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says how precisely softmax is worked out elsewhere; here it is in float32 at least.
        node.Ignore("softmax_precision");
        if (node.HasInput(6))
        {
            throw new UnsupportedException("lengths of keys and values (nonpad_kv_seqlen)");
        }

        var isFlat = node.Activation(0).Shape.Rank == 3;
        var q = Heads(node, graph, 0, node.Integer("q_num_heads", 0));
        var k = WithPast(node, graph, 4, Heads(node, graph, 1, node.Integer("kv_num_heads", 0)));
        var v = WithPast(node, graph, 5, Heads(node, graph, 2, node.Integer("kv_num_heads", 0)));
        Give(node, graph, 1, k);
        Give(node, graph, 2, v);
        var scores = Scores(node, graph, q, Shared(node, graph, k, q.Shape[1]));
        var weights = graph.Step(node, "softmax", (name, output) =>
            new SoftmaxNode { Name = name, Inputs = [scores.Name], Output = output, Axis = 3 });
        if (node.Integer("qk_matmul_output_mode", 0) == 3)
        {
            Give(node, graph, 3, weights);
        }

        var y = Product(node, graph, weights, Shared(node, graph, v, q.Shape[1]));
        if (isFlat)
        {
            var rows = graph.Transposed(node, "rows", y, [0, 2, 1, 3]);
            graph.ReshapeResult(node, rows, TensorShape.Of(rows.Shape[0], rows.Shape[1], checked(rows.Shape[2] * rows.Shape[3])));
        }
        else
        {
            graph.Alias(node, y);
        }
    }

    // Scores of every query [batch, heads, queries, keys], masked.
    private static ActivationValue Scores(OnnxNode node, GraphBuilder graph, ActivationValue q, ActivationValue k)
    {
        var scale = node.HasAttribute("scale") ? node.Float("scale", 1) : (float)(1 / Math.Sqrt(q.Shape[3]));
        var scaled = BinaryImport.Step(node, graph, BinaryOperator.Multiply, q, Steps.Number(node, "scale", scale));
        var scores = Product(node, graph, scaled, graph.Transposed(node, "keys", k, [0, 1, 3, 2]));
        var mode = node.Integer("qk_matmul_output_mode", 0);
        if (mode == 0)
        {
            Give(node, graph, 3, scores);
        }

        var softcap = node.Float("softcap", 0);
        if (softcap > 0 && mode is 1 or 2 && node.IsRead(3))
        {
            throw new UnsupportedException("scores as an output where there is a softcap");
        }

        if (softcap > 0)
        {
            var part = BinaryImport.Step(node, graph, BinaryOperator.Multiply, scores, Steps.Number(node, "cap", 1 / softcap));
            scores = BinaryImport.Step(
                node, graph, BinaryOperator.Multiply, graph.Function(node, UnaryFunctions.Tanh, part), Steps.Number(node, "softcap", softcap));
        }

        foreach (var mask in Masks(node, graph, scores.Shape))
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, mask);
        }

        if (mode is 1 or 2)
        {
            Give(node, graph, 3, scores);
        }

        return scores;
    }

    // What is added to the scores: at most a constant and an activation.
    private static List<ImportedValue> Masks(OnnxNode node, GraphBuilder graph, TensorShape scores)
    {
        var (queries, keys) = (scores[2], scores[3]);
        var masks = new List<ImportedValue>();
        if (node.Flag("is_causal", false))
        {
            var past = node.HasInput(4) ? node.Activation(4).Shape[2] : 0;
            graph.Budget.ReserveConstant(node, [queries, keys]);
            masks.Add(Steps.Numbers(
                node,
                "causal",
                [queries, keys],
                [.. Enumerable.Range(0, queries * keys).Select(i => i % keys <= (i / keys) + past ? 0 : BinaryImport.Masked)]));
        }

        if (!node.HasInput(3))
        {
            return masks;
        }

        switch (node.Input(3))
        {
            case ConstantValue { Tensor: var tensor }:
                graph.Budget.ReserveConstant(node, tensor.Extents);
                var numbers = tensor.IsFloat
                    ? ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(value => Math.Max(value, BinaryImport.Masked))])
                    : ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => value == 0 ? BinaryImport.Masked : 0)]);
                masks.Add(new ConstantValue($"{node.Name}.mask", Padded(node, graph, numbers, keys)));
                break;
            case IntegerValue { Numbers: var truth }:
                var whole = Padded(node, graph, truth, keys, 0);
                masks.Add(BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, whole, Steps.Number(node, "masked", BinaryImport.Masked)));
                break;
            default:
                // What is infinite there stays so, which does no harm: only a row of nothing else would.
                masks.Add(Padded(node, graph, node.Activation(3), keys, BinaryImport.Masked));
                break;
        }

        return masks;
    }

    private static ConstantTensor Padded(OnnxNode node, GraphBuilder graph, ConstantTensor mask, int keys)
    {
        var own = mask.Rank == 0 ? 1 : mask.Extents[mask.Rank - 1];
        if (own == keys || own == 1)
        {
            return mask;
        }

        int[] extents = [.. mask.Extents.Take(mask.Rank - 1), keys];
        var values = new float[graph.Budget.ReserveConstant(node, extents)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % keys < own ? mask.Floats[(i / keys * own) + (i % keys)] : BinaryImport.Masked;
        }

        return ConstantTensor.OfFloats(extents, values);
    }

    private static ActivationValue Padded(OnnxNode node, GraphBuilder graph, ActivationValue mask, int keys, float value)
    {
        var rank = mask.Shape.Rank;
        if (mask.Shape[rank - 1] >= keys || mask.Shape[rank - 1] is 1 or TensorShape.Dynamic)
        {
            return mask;
        }

        return graph.Step(node, "mask", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [mask.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = new EquatableArray<int>(new int[rank]),
            After = Enumerable.Range(0, rank).Select(axis => axis == rank - 1 ? keys - mask.Shape[axis] : 0).ToEquatableArray(),
            Value = value,
        });
    }

    // An operand as [batch, heads, steps, elements].
    private static ActivationValue Heads(OnnxNode node, GraphBuilder graph, int input, long heads)
    {
        var x = node.Activation(input);
        var shape = x.Shape;
        if (shape.Rank == 4)
        {
            return x;
        }

        if (shape.Rank != 3 || heads < 1 || shape[2] % heads != 0)
        {
            throw node.Invalid($"has an operand {shape} for {heads} heads");
        }

        var split = graph.Reshaped(node, "heads", x, TensorShape.Of(shape[0], shape[1], (int)heads, shape[2] / (int)heads));
        return graph.Transposed(node, "heads", split, [0, 2, 1, 3]);
    }

    private static ActivationValue WithPast(OnnxNode node, GraphBuilder graph, int input, ActivationValue present)
    {
        if (!node.HasInput(input))
        {
            return present;
        }

        var past = node.Activation(input);
        return graph.Step(node, "present", (name, output) =>
            new ConcatNode { Name = name, Inputs = [past.Name, present.Name], Output = output, Axis = 2 });
    }

    // Keys and values of which several heads of queries share one.
    private static ActivationValue Shared(OnnxNode node, GraphBuilder graph, ActivationValue x, int heads)
    {
        var own = x.Shape[1];
        return own == heads ? x
            : heads % own == 0 ? AxisParts.Take(node, graph, x, 1, [.. Enumerable.Range(0, heads).Select(head => head / (heads / own))])
            : throw node.Invalid($"has {heads} heads of queries for {own} of keys");
    }

    private static ActivationValue Product(OnnxNode node, GraphBuilder graph, ActivationValue left, ActivationValue right) =>
        graph.Step(node, "product", (name, output) =>
            new MatrixProductNode { Name = name, Inputs = [left.Name, right.Name], Output = output });

    private static void Give(OnnxNode node, GraphBuilder graph, int output, ActivationValue value)
    {
        if (node.IsRead(output))
        {
            graph.Define(node.Outputs[output], value);
        }
    }
}
