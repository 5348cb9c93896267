using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Functions that ONNX Runtime's optimiser puts into the layer in front of them.</summary>
internal static class FusedActivation
{
    /// <summary>Puts the function behind the node's output, an activation that it has made.</summary>
    /// <param name="node">The node, whose attribute <c>activation</c> names it.</param>
    /// <param name="graph">Takes it.</param>
    /// <param name="arguments">Its arguments.</param>
    public static void Apply(OnnxNode node, GraphBuilder graph, IReadOnlyList<float> arguments)
    {
        float Argument(int place, float missing) => place < arguments.Count ? arguments[place] : missing;
        Func<string, string, string, Node>? make = node.Text("activation", "") switch
        {
            "" => null,
            "Relu" => (name, input, output) => new ReluNode { Name = name, Inputs = [input], Output = output },
            "Clip" => (name, input, output) => new ClipNode
            {
                Name = name,
                Inputs = [input],
                Output = output,
                Minimum = Argument(0, float.NegativeInfinity),
                Maximum = Argument(1, float.PositiveInfinity),
            },
            var other => OfFunction(other),
        };
        if (make is not null)
        {
            _ = graph.Behind(node, "sum", make);
        }

        Func<string, string, string, Node> OfFunction(string opType)
        {
            var function = UnaryFunctions.All.FirstOrDefault(known => known.OnnxName == opType)
                ?? throw new UnsupportedException($"the activation {DataName.Quote(opType)}");
            return (name, input, output) => new UnaryNode
            {
                Name = name,
                Inputs = [input],
                Outputs = [output],
                Function = function,
                Arguments = function.Arguments.Select((argument, place) => Argument(place, argument.Missing)).ToEquatableArray(),
            };
        }
    }

    /// <summary>Adds a value to the node's output, an activation that it has made.</summary>
    public static void Add(OnnxNode node, GraphBuilder graph, ImportedValue value)
    {
        if (graph.Find(node.Output) is not ActivationValue sum)
        {
            throw new UnsupportedException("a sum of constants");
        }

        var inputs = BinaryImport.Operands(node, graph, BinaryOperator.Add, sum, value);
        _ = graph.Behind(node, "product", (name, input, output) =>
            new BinaryNode { Name = name, Inputs = [input, inputs[1]], Output = output, Operator = BinaryOperator.Add });
    }
}
