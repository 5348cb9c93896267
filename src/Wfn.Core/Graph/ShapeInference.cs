using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>Works out the shape of every activation, and checks on the way that the graph does not contradict itself.</summary>
public static class ShapeInference
{
    /// <summary>The shape of every activation by name, inputs included.</summary>
    /// <exception cref="WfnException">
    /// A node's operands do not fit it, a name is used twice, or something is missing (WFN1006, naming the node and the shapes).
    /// </exception>
    public static Dictionary<string, TensorShape> Infer(NetworkGraph graph)
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

        var activations = new Dictionary<string, TensorShape>(StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            CheckExtents(input.Shape, $"input {DataName.Quote(input.Name)}");
            Define(input.Name, input.Shape);
        }

        var scope = new ShapeScope(activations, parameters);
        var nodeNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (!nodeNames.Add(node.Name))
            {
                throw Invalid($"two nodes have the name {DataName.Quote(node.Name)}");
            }

            Define(node.Output, Infer(node, scope));
        }

        CheckOutputs(graph, activations);
        return activations;

        void Define(string name, TensorShape shape)
        {
            if (parameters.ContainsKey(name) || activations.ContainsKey(name))
            {
                throw Invalid($"the value {DataName.Quote(name)} is made twice");
            }

            activations.Add(name, shape);
        }
    }

    /// <summary>The shape that one node makes of the shapes in front of it.</summary>
    /// <exception cref="WfnException">The node's operands do not fit it (WFN1006).</exception>
    internal static TensorShape Infer(Node node, ShapeScope scope)
    {
        var shape = NodeShape.Of(node, scope);
        CheckExtents(shape, $"the output of node {DataName.Quote(node.Name)}");
        return shape;
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
        if (shape.Rank == 0)
        {
            throw Invalid($"{what} is a scalar; axis 0 of every activation is the batch");
        }

        CheckRank(shape, what);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] < 1 && !(axis == 0 && shape[axis] == TensorShape.Dynamic))
            {
                throw Invalid($"{what} has the shape {shape}; every extent but the batch must be known and positive");
            }
        }

        if (CountElements(shape) > Limits.Elements)
        {
            throw Invalid($"{what} has the shape {shape}, which is more than 2^31 - 1 elements");
        }
    }

    private static void CheckOutputs(NetworkGraph graph, Dictionary<string, TensorShape> activations)
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

            if (!activations.TryGetValue(output.Name, out var shape))
            {
                throw Invalid($"{what} is made by no node");
            }

            if (shape != output.Shape)
            {
                throw Invalid($"{what} is declared as {output.Shape} but comes out as {shape}");
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
