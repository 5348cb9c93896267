using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>Works out the type of every activation, and checks on the way that the graph does not contradict itself.</summary>
public static class ShapeInference
{
    /// <summary>The shape of every activation by name, inputs included.</summary>
    /// <exception cref="WfnException">As <see cref="Types"/>.</exception>
    public static Dictionary<string, TensorShape> Infer(NetworkGraph graph) =>
        Types(graph).ToDictionary(type => type.Key, type => type.Value.Shape, StringComparer.Ordinal);

    /// <summary>The type of every activation by name, inputs included.</summary>
    /// <exception cref="WfnException">
    /// A node's operands do not fit it, a name is used twice, or something is missing (WFN1006, naming the node and the shapes).
    /// </exception>
    public static Dictionary<string, TensorType> Types(NetworkGraph graph)
    {
        var parameters = new Dictionary<string, TensorShape>(StringComparer.Ordinal);
        foreach (var parameter in graph.Parameters)
        {
            CheckParameter(parameter);
            if (parameters.ContainsKey(parameter.Name))
            {
                throw Invalid($"two parameters have the name {DataName.Quote(parameter.Name)}");
            }

            parameters.Add(parameter.Name, parameter.Shape);
        }

        var activations = new Dictionary<string, TensorType>(StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            CheckExtents(input.Shape, $"input {DataName.Quote(input.Name)}");
            Define(input.Name, new TensorType(input.Shape, input.Element));
        }

        var scope = new TypeScope(activations, parameters);
        var nodeNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (!nodeNames.Add(node.Name))
            {
                throw Invalid($"two nodes have the name {DataName.Quote(node.Name)}");
            }

            foreach (var (name, type) in node.Outputs.Zip(Infer(node, scope), (name, type) => (name, type)))
            {
                if (name.Length > 0)
                {
                    Define(name, type);
                }
            }
        }

        CheckOutputs(graph, activations);
        return activations;

        void Define(string name, TensorType type)
        {
            if (parameters.ContainsKey(name) || activations.ContainsKey(name))
            {
                throw Invalid($"the value {DataName.Quote(name)} is made twice");
            }

            activations.Add(name, type);
        }
    }

    /// <summary>The types that one node makes of those before it.</summary>
    /// <exception cref="WfnException">The node's operands do not fit it (WFN1006).</exception>
    internal static IReadOnlyList<TensorType> Infer(Node node, TypeScope scope)
    {
        var types = node.Signature.Infer(node, scope);
        foreach (var type in types)
        {
            CheckExtents(type.Shape, $"the output of node {DataName.Quote(node.Name)}");
        }

        return types;
    }

    /// <summary>Checks that a parameter's values fill its shape.</summary>
    /// <exception cref="WfnException">They do not (WFN1006).</exception>
    internal static void CheckParameter(Parameter parameter)
    {
        var what = $"parameter {DataName.Quote(parameter.Name)}";
        CheckRank(parameter.Shape, what);
        foreach (var extent in parameter.Shape.Dimensions)
        {
            if (extent < 1)
            {
                throw Invalid($"{what} has the shape {parameter.Shape}; every extent must be positive");
            }
        }

        if (CountElements(parameter.Shape) != parameter.Values.Count)
        {
            throw Invalid($"{what} of shape {parameter.Shape} has {parameter.Values.Count} values");
        }
    }

    /// <summary>Checks that an activation's shape can be worked with.</summary>
    /// <exception cref="WfnException">It is no shape, or too large (WFN1006).</exception>
    internal static void CheckExtents(TensorShape shape, string what)
    {
        CheckRank(shape, what);
        var batches = 0;
        foreach (var extent in shape.Dimensions)
        {
            batches += extent == TensorShape.Dynamic ? 1 : 0;
            if (batches > 1 || (extent < 1 && extent != TensorShape.Dynamic))
            {
                throw Invalid($"{what} has the shape {shape}; every extent but the batch must be known and positive");
            }
        }

        if (CountElements(shape) > Limits.Elements)
        {
            throw Invalid($"{what} has the shape {shape}, which is more than 2^31 - 1 elements");
        }
    }

    private static void CheckOutputs(NetworkGraph graph, Dictionary<string, TensorType> activations)
    {
        if (graph.Outputs.IsEmpty)
        {
            throw Invalid("the network has no output");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in graph.Outputs)
        {
            var what = $"output {DataName.Quote(output.Name)}";
            if (!names.Add(output.Name))
            {
                throw Invalid($"{what} is listed twice");
            }

            if (!activations.TryGetValue(output.Name, out var type))
            {
                throw Invalid($"{what} is made by no node");
            }

            if (type.Shape != output.Shape || type.Element != output.Element)
            {
                throw Invalid($"{what} is declared as {output.Element} {output.Shape} but comes out as {type.Element} {type.Shape}");
            }
        }
    }

    private static void CheckRank(TensorShape shape, string what)
    {
        if (shape.Rank > Limits.Rank)
        {
            throw Invalid($"{what} has the shape {shape} of {shape.Rank} axes; at most {Limits.Rank} are possible");
        }
    }

    // Saturates instead of overflowing: only whether it passes 2^31 - 1 matters.
    private static long CountElements(TensorShape shape)
    {
        var count = 1L;
        foreach (var extent in shape.Dimensions)
        {
            count = Math.Min(count * (extent == TensorShape.Dynamic ? 1 : extent), 1L << 31);
        }

        return count;
    }

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
