namespace Wfn.Graph;

/// <summary>The shapes known in front of a node: activations (axis 0 is the batch) and parameters (no batch axis).</summary>
internal sealed class ShapeScope(
    IReadOnlyDictionary<string, TensorShape> activations, IReadOnlyDictionary<string, TensorShape> parameters)
{
    /// <summary>The shape of an operand that must be an activation.</summary>
    public TensorShape Activation(Node node, int input)
    {
        var name = node.Inputs[input];
        return activations.TryGetValue(name, out var shape)
            ? shape
            : throw NodeError.Make(node, IsParameter(name)
                ? $"reads the parameter {Diagnostics.DataName.Quote(name)} where an activation is needed"
                : $"reads {Diagnostics.DataName.Quote(name)}, which nothing before it makes");
    }

    /// <summary>The shape of a parameter.</summary>
    public TensorShape Parameter(Node node, string name) => parameters.TryGetValue(name, out var shape)
        ? shape
        : throw NodeError.Make(node, $"needs the parameter {Diagnostics.DataName.Quote(name)}, which does not exist");

    /// <summary>Whether the name is a parameter's.</summary>
    public bool IsParameter(string name) => parameters.ContainsKey(name);
}
