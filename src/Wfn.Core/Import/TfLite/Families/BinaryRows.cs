using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that are a function of two elements: a row each.</summary>
internal static class BinaryRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        new Row("ADD", BinaryOperator.Add, isFused: true),
        new Row("DIV", BinaryOperator.Divide, isFused: true),
        new Row("FLOOR_MOD", BinaryOperator.Modulo),
        new Row("MAXIMUM", BinaryOperator.Maximum),
        new Row("MINIMUM", BinaryOperator.Minimum),
        new Row("MUL", BinaryOperator.Multiply, isFused: true),
        new Row("POW", BinaryOperator.Power),
        new Row("PRELU", BinaryOperator.PRelu),
        new Row("SUB", BinaryOperator.Subtract, isFused: true),
    ];

    /// <summary>Defines a node's output by a function of two elements: a constant where both operands are.</summary>
    public static void Import(TfLiteNode node, TfLiteGraph graph, BinaryOperator op, int fused)
    {
        if (node.Input(0) is ConstantTensorValue a && node.Input(1) is ConstantTensorValue b)
        {
            if (fused != FusedActivation.None)
            {
                throw new UnsupportedException("two constants with a fused function");
            }

            graph.Constant(node, ConstantArithmetic.Compute(node, op, a.Constant.Tensor, b.Constant.Tensor, graph.Budget));
            return;
        }

        if (op == BinaryOperator.Divide && !node.Result(0).IsReal)
        {
            throw new UnsupportedException("quotients of integers, without what follows the point");
        }

        var (left, right, order) = Operands(node, graph);
        graph.Result(node, new LaidOutValue(
            graph.Layer(node, op.Kind, fused, (name, output) => new BinaryNode
            {
                Name = name,
                Inputs = BinaryImport.Operands(node, graph.Builder, op, left, right),
                Output = output,
                Operator = op,
            }),
            order));
    }

    /// <summary>The operands of a node of which one is an activation, in an order of axes that both share.</summary>
    public static (ImportedValue Left, ImportedValue Right, EquatableArray<int> Order) Operands(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Input(0) is ConstantTensorValue { Constant: var first })
        {
            var x = graph.Activation(node, 1);
            return (graph.InOrder(node, Numbers(node, graph, first), x.Order), x.Value, x.Order);
        }

        var left = graph.Activation(node, 0);
        if (node.Input(1) is ConstantTensorValue { Constant: var second })
        {
            return (left.Value, graph.InOrder(node, Numbers(node, graph, second), left.Order), left.Order);
        }

        var right = graph.Activation(node, 1);
        if (left.Rank != right.Rank)
        {
            var rank = Math.Max(left.Rank, right.Rank);
            return (graph.InFileOrder(node, left), graph.InFileOrder(node, right), LaidOutValue.FileOrder(rank));
        }

        var order = Common(left, right);
        return (graph.InOrder(node, left, order), graph.InOrder(node, right, order), order);
    }

    /// <summary>One operand of a node in an order of axes that the others share; a value of fewer axes must be in the file's.</summary>
    public static ImportedValue Operand(TfLiteNode node, TfLiteGraph graph, int input, EquatableArray<int> order) =>
        Operand(node, graph, node.Input(input), $"input {input}", order);

    /// <summary>A value in an order of axes that others share; one of fewer axes must be in the file's.</summary>
    public static ImportedValue Operand(TfLiteNode node, TfLiteGraph graph, TensorValue value, string what, EquatableArray<int> order)
    {
        if (value is ConstantTensorValue { Constant: var constant })
        {
            return graph.InOrder(node, Numbers(node, graph, constant), order);
        }

        var x = graph.Activation(node, value, what);
        return x.Rank == order.Count ? graph.InOrder(node, x, order) : graph.InFileOrder(node, x);
    }

    // The network has integers as float32, too.
    private static ConstantValue Numbers(TfLiteNode node, TfLiteGraph graph, ConstantValue constant)
    {
        var tensor = constant.Tensor;
        if (tensor.IsFloat)
        {
            return constant;
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        return constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => (float)value)]) };
    }

    /// <summary>The order that values of as many axes meet in: the one that is not the file's, if there is one, of the largest.</summary>
    public static EquatableArray<int> Common(params LaidOutValue[] values) => values
        .OrderBy(value => value.IsInFileOrder)
        .ThenByDescending(value => value.Value.Shape.Sample.ElementCount)
        .First().Order;

    private sealed class Row(string name, BinaryOperator op, bool isFused = false) : TfLiteOperator(name, $"elementwise {op.Summary}")
    {
        /// <inheritdoc/>
        public override bool FoldsConstants => true;

        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph) =>
            BinaryRows.Import(node, graph, op, isFused ? node.Choice(0) : FusedActivation.None);
    }
}
