using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that keep numbers in integers: those are real numbers still, within a range.</summary>
internal static class SaturatedImport
{
    /// <summary>Makes a node's output its input within a range. What is an input of the network, or within it already, is taken as it is.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, StoredRange? range)
    {
        if (range is null || node.Input(0) is ConstantTensorValue)
        {
            IdentityImport.Result(node, graph);
            return;
        }

        var x = graph.Activation(node, 0);
        if (graph.IsInput(x.Value.Name)
            || (graph.Builder.Range(x.Value.Name) is { } known && known.Minimum >= range.Minimum && known.Maximum <= range.Maximum))
        {
            IdentityImport.Result(node, graph);
            return;
        }

        graph.Result(node, x with
        {
            Value = graph.Step(node, "saturated", (name, output) => new ClipNode
            {
                Name = name,
                Inputs = [x.Value.Name],
                Output = output,
                Minimum = range.Minimum,
                Maximum = range.Maximum,
            }),
        });
    }
}
