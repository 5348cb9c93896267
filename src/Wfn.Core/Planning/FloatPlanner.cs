using Wfn.Graph;
using Wfn.Operators;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Turns graph nodes into kernel calls over row-major float32 activations.</summary>
internal sealed class FloatPlanner
{
    private readonly GraphIndex index;
    private readonly PlanBuilder builder;

    /// <summary>A planner that adds its steps to a builder.</summary>
    public FloatPlanner(GraphIndex index, PlanBuilder builder)
    {
        this.index = index;
        this.builder = builder;
    }

    public static ExecutionPlan Plan(GraphIndex index)
    {
        var planner = new FloatPlanner(index, new PlanBuilder(StorageType.Float32));
        var graph = index.Graph;
        foreach (var input in graph.Inputs)
        {
            planner.AddInput(input.Name);
        }

        for (var i = 0; i < graph.Nodes.Count;)
        {
            i += planner.AddAt(i);
        }

        return planner.Finish();
    }

    /// <summary>Declares an input of the network.</summary>
    public void AddInput(string tensor) => builder.AddInput(tensor, Shape(tensor).ElementCount);

    /// <summary>Adds the node of that number, with the clamp behind it where it can be part of it; gives the number of nodes.</summary>
    public int AddAt(int number)
    {
        var nodes = index.Graph.Nodes;
        var node = nodes[number];
        var next = number + 1 < nodes.Count ? nodes[number + 1] : null;
        var bounds = next is null ? null : FloatBounds.Of(next);
        if (bounds is not null && IsFusable(node, next!))
        {
            Add(node, next!.Output, bounds.Value);
            return 2;
        }

        Add(node, node.Output, FloatBounds.None);
        return 1;
    }

    /// <summary>The finished plan.</summary>
    public ExecutionPlan Finish()
    {
        foreach (var output in index.Graph.Outputs)
        {
            builder.Keep(output.Name);
        }

        return builder.Finish(index.Graph.Inputs.Select(i => Port(i.Name)), index.Graph.Outputs.Select(o => Port(o.Name)));
    }

    private bool IsFusable(Node node, Node clamp) =>
        clamp.Inputs[0] == node.Output && index.Consumers(node.Output).Count == 1 && !index.IsOutput(node.Output)
        && OperatorDefinition.Of(node).TakesBounds;

    private void Add(Node node, string output, FloatBounds bounds)
    {
        OperatorDefinition.Of(node).Plan(node, new PlanScope(builder, index, node, output, bounds));
    }

    private TensorShape Shape(string tensor) => index.Shape(tensor);

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), null, default);
}
