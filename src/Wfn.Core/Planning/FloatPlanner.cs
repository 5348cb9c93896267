using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>Turns graph nodes into float32 steps on planes, one for each channel.</summary>
internal sealed class FloatPlanner
{
    // Output channels that a convolution works on at once.
    private const int ChannelBlock = 4;

    private readonly GraphIndex index;
    private readonly PlanDraft draft;

    /// <summary>A planner that adds its steps to a draft.</summary>
    public FloatPlanner(GraphIndex index, PlanDraft draft)
    {
        this.index = index;
        this.draft = draft;
    }

    public static ExecutionPlan Plan(GraphIndex index)
    {
        var planner = new FloatPlanner(index, new PlanDraft());
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
    public void AddInput(string tensor) => draft.AddInput(tensor, Length(tensor));

    /// <summary>Adds the node of that number, with the clamp behind it where it can be part of it; gives the number of nodes.</summary>
    public int AddAt(int number)
    {
        var nodes = index.Graph.Nodes;
        var node = nodes[number];
        var next = number + 1 < nodes.Count ? nodes[number + 1] : null;
        var bounds = next is null ? null : BoundsOf(next);
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
            draft.Keep(output.Name);
        }

        return draft.Finish(sizeof(float), index.Graph.Inputs.Select(i => Port(i.Name)), index.Graph.Outputs.Select(o => Port(o.Name)));
    }

    /// <summary>The bounds of a node that is nothing else, or null.</summary>
    public static FloatBounds? BoundsOf(Node node) => node switch
    {
        ReluNode => new FloatBounds(0, float.PositiveInfinity),
        ClipNode clip => new FloatBounds(clip.Minimum, clip.Maximum),
        _ => null,
    };

    private bool IsFusable(Node node, Node clamp) =>
        clamp.Inputs[0] == node.Output && index.Consumers(node.Output).Count == 1 && !index.IsOutput(node.Output)
        && node is ConvolutionNode or LinearNode or BinaryNode or BatchNormNode;

    private void Add(Node node, string output, FloatBounds bounds)
    {
        switch (node)
        {
            case ReshapeNode:
                draft.Alias(node.Inputs[0], output);
                break;
            case ConvolutionNode convolution:
                AddConvolution(convolution, output, bounds);
                break;
            case LinearNode linear:
                var matrix = index.Parameter(linear.Weight).Shape;
                Add(node, output, 0, new FloatLinearStep
                {
                    Node = node.Name,
                    Weight = linear.Weight,
                    Bias = linear.Bias,
                    Outputs = matrix[0],
                    RowLength = matrix[1],
                    Bounds = bounds,
                });
                break;
            case BatchNormNode batchNorm:
                var channels = ChannelAffine.Of(batchNorm, index);
                Add(node, output, 0, new FloatChannelAffineStep
                {
                    Node = node.Name,
                    Factors = channels.Select(c => (float)c.Factor).ToEquatableArray(),
                    Offsets = channels.Select(c => (float)c.Offset).ToEquatableArray(),
                    Bounds = bounds,
                });
                break;
            case BinaryNode binary:
                AddBinary(binary, output, bounds);
                break;
            case ReluNode or ClipNode:
                Add(node, output, 0, new FloatClampStep { Node = node.Name, Bounds = BoundsOf(node)!.Value });
                break;
            case SigmoidNode:
                Add(node, output, 0, new FloatSigmoidStep { Node = node.Name });
                break;
            case SoftmaxNode softmax:
                Add(node, output, 0, new FloatSoftmaxStep { Node = node.Name, Layout = AxisLayout.Of(Shape(output), softmax.Axis - 1) });
                break;
            case MaxPoolNode pool:
                Add(node, output, 0, new FloatMaxPoolStep { Node = node.Name, Layout = PoolLayout.Of(InputShape(node), pool.Window) });
                break;
            case AveragePoolNode pool:
                Add(node, output, 0, new FloatAveragePoolStep
                {
                    Node = node.Name,
                    Layout = PoolLayout.Of(InputShape(node), pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight),
                });
                break;
            case GlobalAveragePoolNode:
                Add(node, output, 0, new FloatAveragePoolStep { Node = node.Name, Layout = PoolLayout.Global(InputShape(node)) });
                break;
            case MatrixProductNode:
                Add(node, output, 0, new FloatMatrixProductStep
                {
                    Node = node.Name,
                    Layout = MatrixLayout.Of(InputShape(node), Shape(node.Inputs[1]), Shape(output)),
                });
                break;
            case TransposeNode transpose:
                Move(node, output, Moves.Transpose(InputShape(node), transpose.Permutation.Skip(1).Select(axis => axis - 1).ToEquatableArray()));
                break;
            case SliceNode slice:
                Move(node, output, Moves.Slice(
                    InputShape(node), Shape(output), slice.Starts.Skip(1).ToEquatableArray(), slice.Steps.Skip(1).ToEquatableArray()));
                break;
            case ConcatNode concat:
                var moves = Moves.Concat(node.Inputs.Select(Shape).ToArray(), Shape(output), concat.Axis - 1);
                Add(node, output, 0, new MoveStep { Node = node.Name, Moves = moves });
                break;
            case PadNode pad:
                Add(node, output, 0, new PadStep
                {
                    Node = node.Name,
                    Mode = pad.Mode,
                    Extents = InputShape(node).Dimensions,
                    Before = pad.Before.Skip(1).ToEquatableArray(),
                    After = pad.After.Skip(1).ToEquatableArray(),
                    Value = pad.Value,
                });
                break;
            default:
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(node.Name)}: {node.GetType().Name} has no kernel");
        }
    }

    private void AddConvolution(ConvolutionNode node, string output, FloatBounds bounds)
    {
        var input = InputShape(node);
        var layout = WindowLayout.Of(node.Name, node.Window, input[0], input[1], input[2]);
        var rows = ExecutionPlanner.WholeVectors(layout.FlatLength) * ChannelBlock;
        Add(node, output, layout.PlanesLength + rows, new FloatConvolutionStep
        {
            Node = node.Name,
            Weight = node.Weight,
            Bias = node.Bias,
            Outputs = Shape(output)[0],
            Groups = node.Groups,
            Layout = layout,
            Bounds = bounds,
        });
    }

    private void AddBinary(BinaryNode node, string output, FloatBounds bounds)
    {
        var first = index.FindParameter(node.Inputs[0]);
        var constant = first ?? index.FindParameter(node.Inputs[1]);
        var shape = Shape(output);
        var left = Shape(node.Inputs[first is null ? 0 : 1]);
        var right = constant is null ? Shape(node.Inputs[1]) : SampleShape.OfConstant(node, constant, shape.Rank);
        var step = new FloatBinaryStep
        {
            Node = node.Name,
            Operator = node.Operator,
            Constant = constant?.Name,
            ConstantFirst = first is not null,
            Layout = BroadcastLayout.Of(left, right, shape),
            Bounds = bounds,
        };
        var inputs = node.Inputs.Where(i => index.FindParameter(i) is null).ToArray();
        draft.Add(step, inputs, output, Length(output));
    }

    private void Move(Node node, string output, StridedMove move) => Add(node, output, 0, new MoveStep { Node = node.Name, Moves = [move] });

    private void Add(Node node, string output, long scratchLength, PlanStep step) =>
        draft.Add(step, node.Inputs.ToArray(), output, Length(output), scratchLength);

    private TensorShape InputShape(Node node) => Shape(node.Inputs[0]);

    private TensorShape Shape(string tensor) => index.Shape(tensor).Sample;

    private int Length(string tensor) => Shape(tensor).ElementCount;

    private PlanPort Port(string tensor) => new(tensor, Shape(tensor), null, default);
}
