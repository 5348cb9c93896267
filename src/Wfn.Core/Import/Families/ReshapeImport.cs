using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Values under other shapes, which many operators need around what they do.</summary>
internal static class ReshapeImport
{
    /// <summary>A value under another shape; the value itself where it has that shape.</summary>
    public static ActivationValue Reshaped(this GraphBuilder graph, ModelNode source, string part, ActivationValue value, TensorShape shape) =>
        value.Shape == shape ? value : graph.Step(source, part, (name, output) => Reshape(name, value, output, shape));

    /// <summary>Makes the first output of a node of the model a value under another shape.</summary>
    public static void ReshapeResult(this GraphBuilder graph, ModelNode source, ActivationValue value, TensorShape shape)
    {
        if (value.Shape == shape)
        {
            graph.Alias(source, value);
        }
        else
        {
            graph.Result(source, (name, output) => Reshape(name, value, output, shape));
        }
    }

    /// <summary>A copy of an activation under a name of its own.</summary>
    public static void Copy(this GraphBuilder graph, string output, ActivationValue value) =>
        graph.Define(output, name => Reshape(name, value, output, value.Shape));

    private static ReshapeNode Reshape(string name, ActivationValue value, string output, TensorShape shape) =>
        new() { Name = name, Inputs = [value.Name], Output = output, Shape = shape };
}
