using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the operators have in common that make elements along some axes one.</summary>
internal static class ReductionImport
{
    /// <summary>Defines the node's output by a reduction, and by functions of single elements in front of it and behind it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="reduction">The reduction.</param>
    /// <param name="before">The function in front of it, or null.</param>
    /// <param name="after">The function behind it, or null.</param>
    /// <param name="operandOpset">The operator set from which on the axes are an operand; before it they are an attribute.</param>
    public static void Run(
        OnnxNode node, GraphBuilder graph, ReductionOperator reduction, UnaryFunction? before = null, UnaryFunction? after = null, int operandOpset = 18)
    {
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            graph.Constant(node, Folded(node, graph, tensor, reduction, before, after, operandOpset));
            return;
        }

        var x = node.Activation(0);
        var keeps = node.Flag("keepdims", true);
        var axes = Axes(node, x, operandOpset);
        var steps = new List<(string Part, Func<string, string, string, Node> Make)>();
        AddFunction(before);
        if (axes.Length > 0)
        {
            steps.Add((reduction.Kind, (input, name, output) => new ReductionNode
            {
                Name = name,
                Inputs = [input],
                Output = output,
                Operator = reduction,
                Axes = EquatableArray.Create<int>(axes),
                KeepsAxes = keeps,
            }));
        }

        AddFunction(after);
        if (steps.Count == 0)
        {
            graph.Alias(node, x);
            return;
        }

        var value = x;
        foreach (var (part, make) in steps.Take(steps.Count - 1))
        {
            var input = value.Name;
            value = graph.Step(node, part, (name, output) => make(input, name, output));
        }

        graph.Result(node, (name, output) => steps[steps.Count - 1].Make(value.Name, name, output));

        void AddFunction(UnaryFunction? function)
        {
            if (function is not null)
            {
                steps.Add((function.Kind, (input, name, output) => function.Blank with { Name = name, Inputs = [input], Outputs = [output] }));
            }
        }
    }

    // Lengths of shapes are products of their extents, say.
    private static ConstantTensor Folded(
        OnnxNode node, GraphBuilder graph, ConstantTensor tensor, ReductionOperator reduction, UnaryFunction? before, UnaryFunction? after, int operandOpset)
    {
        var keeps = node.Flag("keepdims", true);
        var axes = Axes(node, tensor.Rank, operandOpset);
        if (tensor.Count == 0 || tensor.MentionsBatch || (!tensor.IsFloat && (before ?? after) is not null))
        {
            throw new UnsupportedException("of such constants");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        int[] order = [.. Enumerable.Range(0, tensor.Rank).Where(axis => !axes.Contains(axis)), .. axes];
        var ordered = ConstantLayout.Transpose(tensor, order);
        var length = axes.Aggregate(1, (product, axis) => product * tensor.Extents[axis]);
        int[] extents = [.. tensor.Extents.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)
            .Where((_, axis) => keeps || !axes.Contains(axis))];
        if (!tensor.IsFloat)
        {
            return ConstantTensor.OfIntegers(
                extents, [.. Enumerable.Range(0, tensor.Count / length).Select(i => Whole(node, reduction, ordered.Integers.AsSpan(i * length, length)))]);
        }

        var parts = before is null ? ordered.Floats : [.. ordered.Floats.Select(value => before.Evaluate(value, []))];
        return ConstantTensor.OfFloats(extents, [.. Enumerable.Range(0, tensor.Count / length)
            .Select(i => reduction.Evaluate(parts.AsSpan(i * length, length))).Select(value => after?.Evaluate(value, []) ?? value)]);
    }

    private static long Whole(OnnxNode node, ReductionOperator reduction, ReadOnlySpan<long> values)
    {
        var result = values[0];
        foreach (var value in values.Slice(1))
        {
            try
            {
                result = checked(reduction == ReductionOperator.Sum ? result + value
                    : reduction == ReductionOperator.Prod ? result * value
                    : reduction == ReductionOperator.Max ? Math.Max(result, value)
                    : reduction == ReductionOperator.Min ? Math.Min(result, value)
                    : throw new UnsupportedException("of constants of integers"));
            }
            catch (OverflowException)
            {
                throw node.Invalid("computes an integer beyond 64 bits");
            }
        }

        return result;
    }

    // None at all are all axes, unless the node says that it then does nothing.
    private static int[] Axes(OnnxNode node, ActivationValue x, int operandOpset)
    {
        var axes = Axes(node, x.Shape.Rank, operandOpset);
        return axes.Contains(SampleScope.BatchAxis(x.Shape)) ? throw new UnsupportedException("over the batch") : axes;
    }

    private static int[] Axes(OnnxNode node, int rank, int operandOpset)
    {
        var given = (node.Opset < operandOpset ? node.Integers("axes") : node.OptionalIntegers(1, "the axes")) ?? [];
        var doesNothing = node.Opset >= operandOpset && node.Flag("noop_with_empty_axes", false);
        return given.Length > 0 ? node.Axes(given, rank) : doesNothing ? [] : [.. Enumerable.Range(0, rank)];
    }
}
