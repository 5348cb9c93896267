using System.Collections.Concurrent;
using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx;

/// <summary>
/// Works out nodes whose operands are all constants, whatever their operator: as a network of one sample without a batch, whose input is the
/// first operand.
/// </summary>
internal static class ConstantFolding
{
    private const string Input = "operand";

    // Additions and the like that a node of a model may cost at import.
    private const double MostOperations = 1e8;

    /// <summary>Defines the outputs of a node of constants alone.</summary>
    /// <param name="known">The operator.</param>
    /// <param name="node">The node, whose first operand is a constant.</param>
    /// <param name="graph">Takes the constants.</param>
    /// <exception cref="UnsupportedException">The operator cannot be computed so.</exception>
    public static void Run(OnnxOperator known, OnnxNode node, GraphBuilder graph)
    {
        if (node.InputCount == 0 || node.Input(0) is not ConstantValue { Tensor: { Count: > 0, RepeatedAxis: < 0 } operand } || operand.MentionsBatch
            || (!operand.IsFloat && !known.ReadsIntegers && !known.MovesNumbers && !known.ComputesIntegers))
        {
            throw new UnsupportedException("of constants alone");
        }

        var inner = new GraphBuilder(new UniqueNames(), new UniqueNames(), graph.Budget, null);
        var x = new ActivationValue(Input, TensorShape.Of(operand.Extents));
        inner.Define(Input, x);
        var withInput = node.With(0, !operand.IsFloat && known.ReadsIntegers ? new IntegerValue(x) : x);
        known.Import(withInput, inner);
        if (withInput.UnreadAttributes.Any())
        {
            throw new UnsupportedException($"the attributes {string.Join(", ", withInput.UnreadAttributes.Select(Diagnostics.DataName.Quote))}");
        }

        var network = new NetworkGraph
        {
            Name = "",
            Inputs = [new TensorInfo(Input, x.Shape)],
            Outputs = [new TensorInfo(Input, x.Shape)],
            Nodes = inner.Nodes.ToEquatableArray(),
            Parameters = inner.Parameters.ToEquatableArray(),
        };
        var index = new GraphIndex(network);
        var values = new Dictionary<string, Array>(StringComparer.Ordinal)
        {
            [Input] = operand.IsFloat ? operand.Floats : operand.Integers.Select(value => (float)value).ToArray(),
        };
        foreach (var part in inner.Nodes)
        {
            Compute(part, node, index, values, graph.Budget);
        }

        foreach (var output in node.Outputs.Where(output => output.Length > 0))
        {
            var areIntegers = !operand.IsFloat && !known.ReadsIntegers;
            switch (inner.Find(output))
            {
                case ConstantValue constant:
                    graph.Define(output, constant);
                    break;
                case ActivationValue made:
                    graph.Define(output, Constant(output, made, values, areIntegers));
                    break;
                case IntegerValue { Numbers: var numbers }:
                    graph.Define(output, Constant(output, numbers, values, areIntegers: true));
                    break;
                case QuantizedValue { Real: var real } quantised:
                    graph.Define(output, Integers(output, node, graph, quantised, Constant(output, real, values, areIntegers: false)));
                    break;
                default:
                    break;
            }
        }
    }

    private static ConstantValue Integers(string name, OnnxNode node, GraphBuilder graph, QuantizedValue value, ConstantValue real) =>
        new(name, QuantizedOperand.Integers(node, graph, real.Tensor, value.Form));

    private static void Compute(Node part, OnnxNode node, GraphIndex index, Dictionary<string, Array> values, ImportBudget budget)
    {
        var cost = part.OutputNames.Sum(output => (double)index.Shape(output).ElementCount)
            * Math.Max(1, part.InputNames.Max(input => (double)index.Shape(input).ElementCount));
        if (cost > MostOperations)
        {
            throw new UnsupportedException("of constants alone, which would take too long");
        }

        foreach (var output in part.OutputNames)
        {
            budget.ReserveConstant(node, [.. index.Shape(output).Dimensions]);
            values[output] = new float[index.Shape(output).ElementCount];
        }

        OperatorDefinition.Of(part).Run(part, new NodeRun(part, index, values, new ConcurrentDictionary<Node, object>()));
    }

    private static ConstantValue Constant(string name, ActivationValue value, Dictionary<string, Array> values, bool areIntegers)
    {
        var floats = (float[])values[value.Name];
        int[] extents = [.. value.Shape.Dimensions];
        return new ConstantValue(name, areIntegers
            ? ConstantTensor.OfIntegers(extents, [.. floats.Select(number => (long)number)])
            : ConstantTensor.OfFloats(extents, floats));
    }
}
