using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that are a function of one element and have no options: a row each.</summary>
internal static class FunctionRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        new Row("ABS", UnaryFunctions.Abs),
        new Row("CEIL", UnaryFunctions.Ceil),
        new Row("COS", UnaryFunctions.Cos),
        new Row("ELU", UnaryFunctions.Elu),
        new Row("EXP", UnaryFunctions.Exp),
        new Row("FLOOR", UnaryFunctions.Floor),
        new Row("HARD_SWISH", UnaryFunctions.HardSwish),
        new Row("LOG", UnaryFunctions.Log),
        new Row("LOGISTIC", UnaryFunctions.Sigmoid),
        new Row("NEG", UnaryFunctions.Neg),
        new Row("ROUND", UnaryFunctions.Round),
        new Row("SIGN", UnaryFunctions.Sign),
        new Row("SIN", UnaryFunctions.Sin),
        new Row("SQRT", UnaryFunctions.Sqrt),
        new Row("SQUARE", UnaryFunctions.Square),
        new Row("TANH", UnaryFunctions.Tanh),
    ];

    /// <summary>Defines a node's output by a function of each element.</summary>
    public static void Import(TfLiteNode node, TfLiteGraph graph, UnaryFunction function, params float[] arguments)
    {
        var all = function.Arguments.Select((argument, place) => place < arguments.Length ? arguments[place] : argument.Missing)
            .ToEquatableArray();
        if (all.Any(float.IsNaN))
        {
            throw node.Invalid("has an option that is not a number");
        }

        if (node.Input(0) is ConstantTensorValue)
        {
            var tensor = node.Floats(0, "an operand").Tensor;
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, ConstantTensor.OfFloats(
                tensor.Extents, [.. tensor.Floats.Select(value => function.Evaluate(value, all))]));
            return;
        }

        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(graph.Layer(node, function.Kind, FusedActivation.None, (name, output) => new UnaryNode
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
            Function = function,
            Arguments = all,
        })));
    }

    private sealed class Row(string name, UnaryFunction function) : TfLiteOperator(name, function.Summary)
    {
        /// <inheritdoc/>
        public override bool FoldsConstants => true;

        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph) => FunctionRows.Import(node, graph, function);
    }
}
