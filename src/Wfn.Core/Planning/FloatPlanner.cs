using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Graph.Nodes;

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
        var planner = new FloatPlanner(index, new PlanBuilder());
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
        var bounds = next is null ? null : ClampCalls.BoundsOf(next);
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

        return builder.Finish(sizeof(float), index.Graph.Inputs.Select(i => Port(i.Name)), index.Graph.Outputs.Select(o => Port(o.Name)));
    }

    private bool IsFusable(Node node, Node clamp) =>
        clamp.Inputs[0] == node.Output && index.Consumers(node.Output).Count == 1 && !index.IsOutput(node.Output)
        && node is ConvolutionNode or LinearNode or BinaryNode or BatchNormNode;

    private void Add(Node node, string output, FloatBounds bounds)
    {
        var scope = new PlanScope(builder, index, node, output, bounds);
        switch (node)
        {
            case ReshapeNode:
                scope.Alias();
                break;
            case ConvolutionNode convolution:
                ConvolutionCalls.Plan(convolution, scope);
                break;
            case LinearNode linear:
                LinearCalls.Plan(linear, scope);
                break;
            case BatchNormNode batchNorm:
                BatchNormCalls.Plan(batchNorm, index, scope);
                break;
            case BinaryNode binary:
                BinaryCalls.Plan(binary, scope);
                break;
            case ReluNode or ClipNode:
                ClampCalls.Plan(ClampCalls.BoundsOf(node)!.Value, scope);
                break;
            case SigmoidNode:
                scope.Elementwise("sigmoid", "FloatElementwise", "Sigmoid");
                break;
            case SoftmaxNode softmax:
                SoftmaxCalls.Plan(softmax, scope);
                break;
            case MaxPoolNode pool:
                FloatPoolCalls.Plan(pool, scope);
                break;
            case AveragePoolNode pool:
                FloatPoolCalls.Plan(pool, scope);
                break;
            case GlobalAveragePoolNode:
                FloatPoolCalls.PlanGlobal(scope);
                break;
            case MatrixProductNode:
                MatrixProductCalls.Plan(scope);
                break;
            case TransposeNode transpose:
                MoveCalls.Plan(transpose, scope);
                break;
            case SliceNode slice:
                MoveCalls.Plan(slice, scope);
                break;
            case ConcatNode concat:
                MoveCalls.Plan(concat, scope);
                break;
            case PadNode pad:
                MoveCalls.Plan(pad, scope);
                break;
            default:
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(node.Name)}: {node.GetType().Name} has no kernel");
        }
    }

    private TensorShape Shape(string tensor) => index.Shape(tensor).Sample;

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), null, default);
}
