using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Core.Tests.Graph;

public class ShapeInferenceTests
{
    private static readonly TensorShape Image = TensorShape.Of(TensorShape.Dynamic, 6, 9, 8);

    [Fact]
    public void ConvolutionAppliesGroupsStridesDilationsAndPads()
    {
        var node = new ConvolutionNode
        {
            Name = "n",
            Inputs = ["x"],
            Output = "y",
            Weight = "w",
            Bias = "b",
            Groups = 3,
            Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 2, StrideHeight = 2, DilationWidth = 3, PadTop = 1, PadRight = 4 },
        };
        Assert.Equal(TensorShape.Of(-1, 12, 4, 9), Output(node, Image, ("w", TensorShape.Of(12, 2, 3, 2)), ("b", TensorShape.Of(12))));
        Refused(node, "does not fit the 6 channels", Image, ("w", TensorShape.Of(12, 3, 3, 2)), ("b", TensorShape.Of(12)));
        Refused(node, "not a multiple of its 3 groups", Image, ("w", TensorShape.Of(13, 2, 3, 2)), ("b", TensorShape.Of(13)));
        Refused(node, "has a bias [11]", Image, ("w", TensorShape.Of(12, 2, 3, 2)), ("b", TensorShape.Of(11)));
        Refused(node, "a window of 3 by 2 but a kernel", Image, ("w", TensorShape.Of(12, 2, 3, 3)), ("b", TensorShape.Of(12)));
        Refused(node, "needs the parameter 'b'", Image, ("w", TensorShape.Of(12, 2, 3, 2)));
        Refused(node with { Window = node.Window with { KernelHeight = 3, DilationHeight = 9 } }, "spans 19 elements of height", Image, ("w", TensorShape.Of(12, 2, 3, 2)), ("b", TensorShape.Of(12)));
        Refused(node, "needs an input [batch, channels, height, width]", TensorShape.Of(-1, 6, 9), ("w", TensorShape.Of(12, 2, 3, 2)), ("b", TensorShape.Of(12)));
    }

    [Fact]
    public void LinearWorksOnTheLastAxis()
    {
        var node = new LinearNode { Name = "n", Inputs = ["x"], Output = "y", Weight = "w" };
        Assert.Equal(TensorShape.Of(-1, 5), Output(node, TensorShape.Of(-1, 7), ("w", TensorShape.Of(5, 7))));
        Assert.Equal(TensorShape.Of(-1, 4, 5), Output(node, TensorShape.Of(-1, 4, 7), ("w", TensorShape.Of(5, 7))));
        Refused(node, "does not fit the last axis", TensorShape.Of(-1, 6), ("w", TensorShape.Of(5, 7)));
    }

    [Fact]
    public void MatrixProductBroadcastsLeadingAxes()
    {
        var node = new MatrixProductNode { Name = "n", Inputs = ["x", "x2"], Output = "y" };
        Assert.Equal(
            TensorShape.Of(-1, 3, 4, 6),
            OutputOfTwo(node, TensorShape.Of(-1, 3, 4, 5), TensorShape.Of(-1, 1, 5, 6)));
        RefusedTwo(node, "cannot multiply", TensorShape.Of(-1, 4, 5), TensorShape.Of(-1, 4, 6));
        RefusedTwo(node, "cannot multiply", TensorShape.Of(-1, 5), TensorShape.Of(-1, 5));
    }

    [Fact]
    public void BinaryBroadcastsActivationsAndParameters()
    {
        var node = new BinaryNode { Name = "n", Inputs = ["x", "w"], Output = "y", Operator = BinaryOperator.Add };
        Assert.Equal(Image, Output(node, Image, ("w", TensorShape.Of(6, 1, 1))));
        Assert.Equal(Image, Output(node, Image, ("w", TensorShape.Of())));
        Assert.Equal(TensorShape.Of(-1, 6, 9, 8), Output(node, TensorShape.Of(-1, 6, 1, 8), ("w", TensorShape.Of(1, 1, 9, 1))));
        Assert.Equal(Image, Output(node with { Inputs = ["w", "x"] }, Image, ("w", TensorShape.Of(8))));
        Refused(node, "cannot broadcast", Image, ("w", TensorShape.Of(2, 1, 1, 1)));
        Refused(node, "cannot broadcast", Image, ("w", TensorShape.Of(7)));
        var two = node with { Inputs = ["x", "x2"] };
        Assert.Equal(TensorShape.Of(-1, 6, 9, 8), OutputOfTwo(two, Image, TensorShape.Of(-1, 1, 9, 1)));
        RefusedTwo(two, "cannot broadcast", Image, TensorShape.Of(-1, 9, 8));
        RefusedTwo(two, "cannot broadcast", Image, TensorShape.Of(1, 6, 9, 8));
    }

    [Fact]
    public void BatchNormNeedsOneParameterAChannel()
    {
        var node = new BatchNormNode { Name = "n", Inputs = ["x"], Output = "y", Scale = "s", Shift = "s", Mean = "m", Variance = "m", Epsilon = 1e-5f };
        Assert.Equal(Image, Output(node, Image, ("s", TensorShape.Of(6)), ("m", TensorShape.Of(6))));
        Refused(node, "has a parameter 'm' [5]", Image, ("s", TensorShape.Of(6)), ("m", TensorShape.Of(5)));
    }

    [Fact]
    public void PoolsNeedDataUnderEveryWindow()
    {
        var window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var pool = new MaxPoolNode { Name = "n", Inputs = ["x"], Output = "y", Window = window };
        Assert.Equal(TensorShape.Of(-1, 6, 5, 4), Output(pool, Image));
        Refused(pool with { Window = window with { PadTop = 3 } }, "nothing but the padding", Image);
        Refused(pool with { Window = window with { PadBottom = 5 } }, "nothing but the padding", Image);
        Refused(pool with { Window = window with { StrideWidth = 0 } }, "stride 0", Image);
        Refused(pool with { Window = window with { KernelHeight = 70000 } }, "extents, strides and dilations go from 1 to 32767", Image);

        // Two taps 7 apart over 3 elements padded by 2 and 3 miss all of them in the second position.
        var gap = new SlidingWindow { KernelHeight = 1, KernelWidth = 2, DilationWidth = 7, PadLeft = 4, PadRight = 2 };
        Refused(pool with { Window = gap }, "nothing but the padding", TensorShape.Of(-1, 1, 1, 3));

        var average = new AveragePoolNode { Name = "n", Inputs = ["x"], Output = "y", Window = window with { PadTop = 3 }, CountPadding = true };
        Assert.Equal(TensorShape.Of(-1, 6, 6, 4), Output(average, Image));
        Refused(average with { CountPadding = false }, "nothing but the padding", Image);
        Refused(average with { UncountedBottom = 2 }, "more padding uncounted", Image);
        Refused(average with { Window = window with { PadBottom = 3 }, UncountedBottom = 3 }, "nothing but uncounted padding", Image);
        Assert.Equal(TensorShape.Of(-1, 6, 1, 1), Output(new GlobalAveragePoolNode { Name = "n", Inputs = ["x"], Output = "y" }, Image));
    }

    [Fact]
    public void ElementwiseNodesKeepTheShape()
    {
        Assert.Equal(Image, Output(new ReluNode { Name = "n", Inputs = ["x"], Output = "y" }, Image));
        Assert.Equal(Image, Output(new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = "n", Inputs = ["x"], Output = "y" }, Image));
        Assert.Equal(Image, Output(new ClipNode { Name = "n", Inputs = ["x"], Output = "y", Minimum = 0, Maximum = 6 }, Image));
        var softmax = new SoftmaxNode { Name = "n", Inputs = ["x"], Output = "y", Axis = 3 };
        Assert.Equal(Image, Output(softmax, Image));
        Refused(softmax with { Axis = 0 }, "an axis other than the batch", Image);
        Refused(softmax with { Axis = 4 }, "an axis other than the batch", Image);
    }

    [Fact]
    public void ReshapeKeepsTheElementsAndTheBatch()
    {
        var node = new ReshapeNode { Name = "n", Inputs = ["x"], Output = "y", Shape = TensorShape.Of(-1, 48, 9) };
        Assert.Equal(node.Shape, Output(node, Image));
        Refused(node with { Shape = TensorShape.Of(-1, 48, 8) }, "the number of elements differs", Image);
        Refused(node with { Shape = TensorShape.Of(1, 48, 9) }, "as many elements must stand before the batch", Image);
        Refused(node with { Shape = TensorShape.Of(-1, -1, 9) }, "every extent but the batch must be known and positive", Image);
        Refused(node with { Shape = TensorShape.Of(-1, 65536, 65536, 65536) }, "the number of elements differs", Image);
    }

    [Fact]
    public void TransposeMovesTheBatchToo()
    {
        var node = new TransposeNode { Name = "n", Inputs = ["x"], Output = "y", Permutation = [0, 2, 3, 1] };
        Assert.Equal(TensorShape.Of(-1, 9, 8, 6), Output(node, Image));
        Assert.Equal(TensorShape.Of(6, -1, 9, 8), Output(node with { Permutation = [1, 0, 2, 3] }, Image));
        Refused(node with { Permutation = [0, 1, 1, 3] }, "permutation", Image);
        Refused(node with { Permutation = [0, 1, 2] }, "permutation", Image);
    }

    [Fact]
    public void ConcatAddsUpOneAxis()
    {
        var node = new ConcatNode { Name = "n", Inputs = ["x", "x2", "x"], Output = "y", Axis = 1 };
        Assert.Equal(TensorShape.Of(-1, 14, 9, 8), OutputOfTwo(node, Image, TensorShape.Of(-1, 2, 9, 8)));
        RefusedTwo(node, "cannot join", Image, TensorShape.Of(-1, 2, 9, 7));
        RefusedTwo(node with { Axis = 0 }, "an axis other than the batch", Image, Image);
    }

    [Fact]
    public void SliceStaysInsideItsInput()
    {
        var node = new SliceNode { Name = "n", Inputs = ["x"], Output = "y", Starts = [0, 5, 1, 0], Steps = [1, -2, 3, 1], Shape = TensorShape.Of(-1, 3, 3, 8) };
        Assert.Equal(node.Shape, Output(node, Image));
        Refused(node with { Shape = TensorShape.Of(-1, 4, 3, 8) }, "takes 4 elements from index 5 in steps of -2", Image);
        Refused(node with { Starts = [0, 5, 9, 0] }, "from index 9", Image);
        Refused(node with { Starts = [1, 5, 1, 0] }, "cuts the batch", Image);
        Refused(node with { Steps = [1, 0, 3, 1] }, "in steps of 0", Image);
    }

    [Fact]
    public void PadGrowsEachAxisWithinItsMode()
    {
        var node = new PadNode { Name = "n", Inputs = ["x"], Output = "y", Mode = PadMode.Reflect, Before = [0, 0, 8, 1], After = [0, 0, 0, 2] };
        Assert.Equal(TensorShape.Of(-1, 6, 17, 11), Output(node, Image));
        Refused(node with { Before = [0, 0, 9, 1] }, "more than mode Reflect can take", Image);
        Assert.Equal(TensorShape.Of(-1, 6, 18, 11), Output(node with { Mode = PadMode.Wrap, Before = [0, 0, 9, 1] }, Image));
        Assert.Equal(TensorShape.Of(-1, 6, 29, 11), Output(node with { Mode = PadMode.Edge, Before = [0, 0, 20, 1] }, Image));
        Refused(node with { Mode = PadMode.Constant, Before = [0, -1, 0, 0] }, "negative count", Image);
        Refused(node with { Mode = PadMode.Constant, Before = [1, 0, 0, 0] }, "pads the batch", Image);
        Refused(node with { Mode = PadMode.Constant, Before = [0, int.MaxValue, 0, 0] }, "beyond 2^31", Image);
    }

    [Fact]
    public void ContradictionsAreNamed()
    {
        var relu = new ReluNode { Name = "r", Inputs = ["x"], Output = "y" };
        var graph = Network([relu], Image, Image);
        Assert.Equal(Image, ShapeInference.Infer(graph)["y"]);

        RefusedGraph(graph with { Nodes = [relu with { Inputs = ["z"] }] }, "reads 'z', which nothing before it makes");
        RefusedGraph(graph with { Nodes = [relu with { Inputs = ["y2"] }, relu with { Name = "s", Output = "y2" }] }, "reads 'y2'");
        RefusedGraph(graph with { Nodes = [relu, relu with { Name = "s" }] }, "the value 'y' is made twice");
        RefusedGraph(graph with { Nodes = [relu with { Output = "x" }] }, "the value 'x' is made twice");
        RefusedGraph(graph with { Nodes = [relu, relu with { Output = "z" }] }, "two nodes have the name 'r'");
        RefusedGraph(graph with { Nodes = [relu with { Inputs = [] }] }, "has no inputs");
        RefusedGraph(graph with { Outputs = [] }, "no output");
        RefusedGraph(graph with { Outputs = [new TensorInfo("q", Image)] }, "output 'q' is made by no node");
        RefusedGraph(graph with { Outputs = [new TensorInfo("y", TensorShape.Of(-1, 2))] }, "declared as Float32 [batch, 2] but comes out as Float32 [batch, 6, 9, 8]");
        RefusedGraph(graph with { Outputs = [graph.Outputs[0], graph.Outputs[0]] }, "listed twice");
        RefusedGraph(graph with { Inputs = [new TensorInfo("x", TensorShape.Of(-1, -1))] }, "must be known and positive");
        RefusedGraph(graph with { Inputs = [new TensorInfo("x", TensorShape.Of(-1, 65536, 65536))] }, "more than 2^31 - 1 elements");
        var parameter = new Parameter("p", ParameterRole.Constant, TensorShape.Of(2), [1, 2]);
        RefusedGraph(graph with { Parameters = [parameter, parameter] }, "two parameters have the name 'p'");
        RefusedGraph(graph with { Parameters = [parameter with { Shape = TensorShape.Of(3) }] }, "has 2 values");
        RefusedGraph(graph with { Parameters = [parameter with { Name = "x" }] }, "the value 'x' is made twice");
        RefusedGraph(graph with { Parameters = [parameter], Nodes = [relu with { Inputs = ["p"] }] }, "reads the parameter 'p' where an activation is needed");
        RefusedGraph(graph with { Nodes = [relu with { Name = "a\nb", Inputs = ["z"] }] }, "node 'a\\u000Ab' (relu)");
    }

    private static NetworkGraph Network(EquatableArray<Node> nodes, TensorShape input, TensorShape output) => new()
    {
        Name = "net",
        Inputs = [new TensorInfo("x", input)],
        Outputs = [new TensorInfo("y", output)],
        Nodes = nodes,
        Parameters = [],
    };

    private static TensorShape Output(Node node, TensorShape input, params (string Name, TensorShape Shape)[] parameters) =>
        Only(node, Scope([("x", input)], parameters));

    private static TensorShape OutputOfTwo(Node node, TensorShape first, TensorShape second) =>
        Only(node, Scope([("x", first), ("x2", second)], []));

    private static void Refused(Node node, string reason, TensorShape input, params (string Name, TensorShape Shape)[] parameters) =>
        AssertInvalid(() => Output(node, input, parameters), reason);

    private static void RefusedTwo(Node node, string reason, TensorShape first, TensorShape second) =>
        AssertInvalid(() => OutputOfTwo(node, first, second), reason);

    private static void RefusedGraph(NetworkGraph graph, string reason) => AssertInvalid(() => ShapeInference.Infer(graph), reason);

    private static TensorShape Only(Node node, TypeScope scope) => ShapeInference.Infer(node, scope)[0].Shape;

    private static TypeScope Scope((string Name, TensorShape Shape)[] activations, (string Name, TensorShape Shape)[] parameters) =>
        new(activations.ToDictionary(a => a.Name, a => new TensorType(a.Shape)), parameters.ToDictionary(p => p.Name, p => p.Shape));

    private static void AssertInvalid(Func<object> action, string reason)
    {
        var error = Assert.Throws<WfnException>(action);
        Assert.Equal(DiagnosticCodes.InvalidGraph, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
