namespace Wfn.Graph;

/// <summary>Works out the shape of every activation.</summary>
public static class ShapeInference
{
    /// <summary>The shape of every activation by name, inputs included.</summary>
    /// <exception cref="Diagnostics.WfnException">A node's operands do not fit it (WFN1006, naming the node and the shapes).</exception>
    public static Dictionary<string, TensorShape> Infer(NetworkGraph graph) => throw new NotSupportedException();
}
