using Wfn.Graph;
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

    // None at all are all axes, unless the node says that it then does nothing.
    private static int[] Axes(OnnxNode node, ActivationValue x, int operandOpset)
    {
        var rank = x.Shape.Rank;
        var given = (node.Opset < operandOpset ? node.Integers("axes") : node.OptionalIntegers(1, "the axes")) ?? [];
        var doesNothing = node.Opset >= operandOpset && node.Flag("noop_with_empty_axes", false);
        var axes = given.Length > 0 ? node.Axes(given, rank) : doesNothing ? [] : [.. Enumerable.Range(0, rank)];
        return axes.Contains(SampleScope.BatchAxis(x.Shape)) ? throw new UnsupportedException("over the batch") : axes;
    }
}
