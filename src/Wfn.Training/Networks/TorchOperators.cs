using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Training.Networks.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// The operators in TorchSharp's terms: one line a type of node, and a file of Operators where one line is not enough. Functions of one and of two elements are translated from their
/// formulas, except where TorchSharp has a form of its own whose gradient is safer.
/// </summary>
internal static class TorchOperators
{
    private static readonly Dictionary<Type, Func<Node, TorchScope, Tensor[]>> Expressions = [];

    private static readonly Dictionary<UnaryFunction, Func<Tensor, EquatableArray<float>, Tensor>> OwnFunctions = new()
    {
        [UnaryFunctions.Sigmoid] = (x, _) => sigmoid(x),
        [UnaryFunctions.Swish] = (x, arguments) => x * sigmoid(x * arguments[0]),
    };

    static TorchOperators()
    {
        Add<ConvolutionNode>((node, x) => TorchWindows.Convolution(node, x[0], x[1], x.Optional(2)));
        Add<LinearNode>((_, x) => nn.functional.linear(x[0], x[1], x.Optional(2)));
        Add<MatrixProductNode>((_, x) => matmul(x[0], x[1]));
        Add<BinaryNode>((node, x) => TorchFormula.Apply(node.Operator.Formula, x[0], x[1]));
        Add<UnaryNode>((node, x) => OwnFunctions.TryGetValue(node.Function, out var own)
            ? own(x[0], node.Arguments)
            : TorchFormula.Apply(node.Function.Formula, x[0], node.Arguments));
        Add<ReluNode>((_, x) => nn.functional.relu(x[0]));
        Add<ClipNode>((node, x) => x[0].clamp(node.Minimum, node.Maximum));
        Add<SoftmaxNode>((node, x) => nn.functional.softmax(x[0], node.Axis));
        Add<MaxPoolNode>((node, x) => TorchWindows.MaxPool(node.Window, x[0]));
        Add<AveragePoolNode>((node, x) => TorchWindows.AveragePool(node, x[0]));
        Add<GlobalAveragePoolNode>((_, x) => x[0].mean([-2, -1], keepdim: true));
        Add<ReshapeNode>((node, x) => TorchIndexing.Reshape(node, x[0]));
        Add<TransposeNode>((node, x) => x[0].permute([.. node.Permutation.Select(axis => (long)axis)]));
        Add<ConcatNode>((node, x) => cat([.. Enumerable.Range(0, x.Count).Select(place => x[place])], node.Axis));
        Add<SliceNode>((node, x) => TorchIndexing.Slice(node, x[0]));
        Add<PadNode>((node, x) => TorchIndexing.Pad(node, x[0]));
        foreach (var own in OperatorExpressionFiles.Items)
        {
            Expressions.Add(own.Node, own.Run);
        }
    }

    /// <summary>Whether nodes like that have an expression.</summary>
    public static bool CanTrain(Node node) => Expressions.ContainsKey(node.GetType());

    /// <summary>Refuses a network with nodes that cannot be trained.</summary>
    /// <exception cref="WfnException">There are some (WFN1003, naming all of them).</exception>
    public static void RequireAll(NetworkGraph graph)
    {
        var without = graph.Nodes.Where(node => !CanTrain(node)).Select(node => $"{DataName.Quote(node.Name)} ({node.Signature.Kind})").ToList();
        if (without.Count > 0)
        {
            throw new WfnException(
                DiagnosticCodes.UnsupportedOperator,
                $"these nodes cannot be trained: {string.Join(", ", without)}; fix the network without training (--no-retrain)");
        }
    }

    /// <summary>The results of a node.</summary>
    public static Tensor[] Run(Node node, TorchScope scope) => Expressions[node.GetType()](node, scope);

    private static void Add<T>(Func<T, TorchScope, Tensor> expression)
        where T : Node => Expressions.Add(typeof(T), (node, scope) => [expression((T)node, scope)]);
}
