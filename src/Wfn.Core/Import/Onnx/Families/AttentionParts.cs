using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What ONNX's attention and those of ONNX Runtime are put together of.</summary>
internal static class AttentionParts
{
    /// <summary>A value [batch, steps, heads · elements] as [batch, heads, steps, elements]; itself where it is so.</summary>
    public static ActivationValue Heads(OnnxNode node, GraphBuilder graph, ActivationValue x, long heads)
    {
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

    /// <summary>Keys or values behind those of steps before, which are an operand that may be left out.</summary>
    public static ActivationValue WithPast(OnnxNode node, GraphBuilder graph, int input, ActivationValue present) =>
        node.HasInput(input) ? Joined(node, graph, Past(node, input), present) : present;

    /// <summary>Keys or values of steps before, an operand.</summary>
    public static ActivationValue Past(OnnxNode node, int input) => node.Activation(input) is { Shape.Rank: 4 } past ? past
        : throw node.Invalid($"has a past {node.Activation(input).Shape}, not [batch, heads, steps, elements]");

    /// <summary>Keys or values behind those of steps before.</summary>
    public static ActivationValue Joined(OnnxNode node, GraphBuilder graph, ActivationValue past, ActivationValue present) =>
        graph.Step(node, "present", (name, output) =>
            new ConcatNode { Name = name, Inputs = [past.Name, present.Name], Output = output, Axis = 2 });

    /// <summary>Keys or values of which several heads of queries share one.</summary>
    public static ActivationValue Shared(OnnxNode node, GraphBuilder graph, ActivationValue x, int heads)
    {
        var own = x.Shape[1];
        return own == heads ? x
            : heads % own == 0 ? AxisParts.Take(node, graph, x, 1, [.. Enumerable.Range(0, heads).Select(head => head / (heads / own))])
            : throw node.Invalid($"has {heads} heads of queries for {own} of keys");
    }

    /// <summary>A product of matrices.</summary>
    public static ActivationValue Product(OnnxNode node, GraphBuilder graph, ActivationValue left, ActivationValue right) =>
        graph.Step(node, "product", (name, output) =>
            new MatrixProductNode { Name = name, Inputs = [left.Name, right.Name], Output = output });

    /// <summary>The scores' shares along the keys.</summary>
    public static ActivationValue Softmax(OnnxNode node, GraphBuilder graph, ActivationValue scores) => graph.Step(
        node, "softmax", (name, output) => new SoftmaxNode { Name = name, Inputs = [scores.Name], Output = output, Axis = 3 });

    /// <summary>scale · Q Kᵀ.</summary>
    public static ActivationValue Scores(OnnxNode node, GraphBuilder graph, ActivationValue q, ActivationValue k, float? given)
    {
        var scale = given ?? (float)(1 / Math.Sqrt(q.Shape[3]));
        var scaled = BinaryImport.Step(node, graph, BinaryOperator.Multiply, q, Steps.Number(node, "scale", scale));
        return Product(node, graph, scaled, graph.Transposed(node, "keys", k, [0, 1, 3, 2]));
    }

    /// <summary>Scores that no more than approach a number and its negative.</summary>
    public static ActivationValue Capped(OnnxNode node, GraphBuilder graph, ActivationValue scores, float cap)
    {
        var part = BinaryImport.Step(node, graph, BinaryOperator.Multiply, scores, Steps.Number(node, "cap", 1 / cap));
        return BinaryImport.Step(
            node, graph, BinaryOperator.Multiply, graph.Function(node, UnaryFunctions.Tanh, part), Steps.Number(node, "softcap", cap));
    }

    /// <summary>What hides later steps from earlier ones: 0, or what is given, for every query and key.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="queries">How many steps ask.</param>
    /// <param name="keys">How many are asked, those of the past in front.</param>
    /// <param name="past">How many of them are of the past.</param>
    /// <param name="window">How many steps a step sees, the last of them itself; negative for all.</param>
    public static ConstantValue Causal(OnnxNode node, GraphBuilder graph, int queries, int keys, int past, int window = -1)
    {
        graph.Budget.ReserveConstant(node, [queries, keys]);
        return Steps.Numbers(
            node,
            "causal",
            [queries, keys],
            [.. Enumerable.Range(0, queries * keys).Select(i => i % keys <= (i / keys) + past && (window < 0 || i % keys > (i / keys) + past - window) ? 0 : BinaryImport.Masked)]);
    }

    /// <summary>Makes the node's output of heads that lie side by side again.</summary>
    public static void Result(OnnxNode node, GraphBuilder graph, ActivationValue y)
    {
        var rows = graph.Transposed(node, "rows", y, [0, 2, 1, 3]);
        graph.ReshapeResult(node, rows, TensorShape.Of(rows.Shape[0], rows.Shape[1], checked(rows.Shape[2] * rows.Shape[3])));
    }

    /// <summary>Makes an output of the node that somebody reads.</summary>
    public static void Give(OnnxNode node, GraphBuilder graph, int output, ActivationValue value)
    {
        if (node.IsRead(output))
        {
            graph.Define(node.Outputs[output], value);
        }
    }
}
