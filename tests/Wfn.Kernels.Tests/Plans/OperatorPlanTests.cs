using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Plans of single operators in all their forms, beside the reference.</summary>
public class OperatorPlanTests
{
    private static readonly Dictionary<string, Func<NetworkChain>> Networks = new()
    {
        ["gather, first axis"] = () => Gather(1, [2, 0, 0]),
        ["gather, middle axis"] = () => Gather(2, [4, 4, 1, 0, 3, 2, 2]),
        ["gather, last axis"] = () => Gather(3, [0, 0, 0, 6]),
        ["resample, middle axis"] = () => Resample(2, [0, 1, 4, 3, 2, 2]),
        ["resample, last axis"] = () => Resample(3, [0, 6, 5, 5, 1, 2, 3, 4]),
        ["index of the largest"] = () => Argument(ArgumentOperator.Max, 1, last: false),
        ["index of the last of the largest"] = () => Argument(ArgumentOperator.Max, 2, last: true),
        ["index of the smallest"] = () => Argument(ArgumentOperator.Min, 3, last: false),
        ["index of the last of the smallest"] = () => Argument(ArgumentOperator.Min, 2, last: true),
        ["index along an axis of one element"] = () => new NetworkChain(3, 1, 2).Add((n, i, o) =>
            new ArgumentNode { Name = n, Inputs = i, Output = o, Operator = ArgumentOperator.Max, Axis = 2 }),
        ["look-up"] = () => Argument(ArgumentOperator.Max, 2, last: false).Add((n, i, o) =>
            new LookupNode { Name = n, Inputs = i, Output = o, Values = [70, -3, 1000], Missing = 5 }),
        ["indices of the largest"] = () => Top(TopOperator.Max, 1, 3),
        ["indices of the smallest"] = () => Top(TopOperator.Min, 2, 4),
        ["indices of all, last axis"] = () => Top(TopOperator.Max, 3, 7),
        ["pick of a table"] = () => Pick(0, 6, 2, 3),
        ["pick along a middle axis of a table"] = () => Pick(1, 2, 6, 3),
        ["pick along the last axis of a table"] = () => Pick(2, 2, 3, 6),
        ["elements at indices along an axis"] = () => Along(2, 4),
        ["elements at indices along the last axis"] = () => Along(3, 2),
        ["rows replaced"] = () => Put(PutJoin.Replace),
        ["rows added to"] = () => Put(PutJoin.Add),
        ["rows multiplied"] = () => Put(PutJoin.Multiply),
        ["rows bounded from below"] = () => Put(PutJoin.Maximum),
        ["rows bounded from above"] = () => Put(PutJoin.Minimum),
        ["grid sample, linear"] = () => Sample(SampleMode.Linear, SamplePadding.Zeros, aligns: false),
        ["grid sample, nearest"] = () => Sample(SampleMode.Nearest, SamplePadding.Border, aligns: true),
        ["grid sample, cubic"] = () => Sample(SampleMode.Cubic, SamplePadding.Reflection, aligns: false),
        ["layer norm"] = () => LayerNorm(2, hasShift: true, 5, 7),
        ["layer norm over the last axis, no offset"] = () => LayerNorm(3, hasShift: false, 7),
        ["layer norm over thousands"] = () => Normalised(new NetworkChain(2, 50, 67), 2, 50, 67),
        ["instance norm"] = () => GroupNorm(3),
        ["group norm"] = () => GroupNorm(1),
        ["local response norm"] = () => Response(3, 0.75f),
        ["local response norm, even, wide"] = () => Response(8, 0.5f),
        ["transposed convolution"] = () => Transposed(NetworkBuilder.Window(3)),
        ["transposed convolution, stride"] = () => Transposed(NetworkBuilder.Window(3, stride: 2, pad: 1), 1, 0),
        ["transposed convolution, stride beyond the kernel"] = () => Transposed(NetworkBuilder.Window(3, stride: 4), 0, 5),
        ["transposed convolution, dilation, groups"] = () => Transposed(NetworkBuilder.Window(3, stride: 2, dilation: 3), groups: 3),
        ["transposed convolution, padding beyond the kernel"] = () => Transposed(NetworkBuilder.Window(3, stride: 2, pad: 4), bias: false),
        ["transposed convolution, uneven"] = () => Transposed(
            NetworkBuilder.Window(3) with { StrideWidth = 3, DilationHeight = 2, PadTop = 1, PadRight = 3, PadLeft = 2 }, 2, 1).Relu(),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    public static TheoryData<string> NamesOfIntegers => [.. Networks.Keys.Where(name => name.StartsWith("gather") || name.StartsWith("transposed"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void FloatIsCloseToTheReference(string name)
    {
        var graph = Networks[name]().Build();
        var sample = Artifacts.RandomSamples(graph, 1, 3);
        var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(sample, 1, expected);
        foreach (var width in VectorWidths.All)
        {
            var actual = new PlanRunner(width, parameters: graph.Parameters).RunFloat(ExecutionPlanner.Plan(graph), sample)[0];
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfIntegers))]
    public void FixedPointGivesTheBitsOfTheReference(string name)
    {
        var graph = Artifacts.OnPowersOfTwo(Networks[name]().Build());
        var network = FixedPointLowering.Lower(Artifacts.Of(graph, bits: 8));
        var format = network.Tensors.Single(t => t.Name == network.Inputs[0]).Format;
        var random = new Random(5);
        int[] input = [.. Enumerable.Range(0, graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => random.Next(format.Minimum, format.Maximum + 1))];
        var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { [network.Inputs[0]] = input })[network.Outputs[0]];
        foreach (var kernels in new[] { FixedPointKernels.Any, FixedPointKernels.ShiftAdd })
        {
            Assert.Equal(expected, new PlanRunner(VectorWidths.All.First()).Run(ExecutionPlanner.Plan(network, kernels), input));
        }
    }

    private static NetworkChain Gather(int axis, int[] indices) => new NetworkChain(3, 5, 7).Add((n, i, o) => new GatherNode
    {
        Name = n,
        Inputs = i,
        Output = o,
        Axis = axis,
        Indices = indices.ToEquatableArray(),
    });

    // Of whole numbers, so that some are equal.
    private static NetworkChain Argument(ArgumentOperator argument, int axis, bool last) => new NetworkChain(3, 5, 7)
        .Add((n, i, o) => new UnaryNode { Function = UnaryFunctions.Round, Name = n, Inputs = i, Output = o })
        .Add((n, i, o) => new ArgumentNode { Name = n, Inputs = i, Output = o, Operator = argument, Axis = axis, TakesLast = last });

    // Of whole numbers, so that some are equal.
    private static NetworkChain Top(TopOperator top, int axis, int count) => new NetworkChain(3, 5, 7)
        .Add((n, i, o) => new UnaryNode { Function = UnaryFunctions.Round, Name = n, Inputs = i, Output = o })
        .Add((n, i, o) => new TopNode { Name = n, Inputs = i, Output = o, Operator = top, Axis = axis, Count = count });

    // Indices from below the first to beyond the last, and broken ones.
    private static NetworkChain Pick(int axis, params int[] table)
    {
        var chain = new NetworkChain(3, 2);
        var (values, scale) = (chain.Parameter(ParameterRole.Weight, table), chain.Parameter(ParameterRole.Constant, 2));
        chain.Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = BinaryOperator.Divide }, "x0", scale);
        return chain.Add((n, i, o) => new PickNode { Name = n, Inputs = i, Output = o, Axis = axis }, values, chain.Last);
    }

    private static NetworkChain Along(int axis, int count)
    {
        var chain = new NetworkChain(3, 5, 7).Add((n, i, o) =>
            new TopNode { Name = n, Inputs = i, Output = o, Operator = TopOperator.Min, Axis = axis, Count = count });
        return chain.Add((n, i, o) => new PickAlongNode { Name = n, Inputs = i, Output = o, Axis = axis }, "x0", chain.Last);
    }

    // Of 15 rows of 7 elements those at the places of the 7 smallest of some 15 numbers, one of which two updates meet.
    private static NetworkChain Put(PutJoin join)
    {
        var chain = new NetworkChain(3, 5, 7).Add((n, i, o) => new ReshapeNode { Name = n, Inputs = i, Output = o, Shape = TensorShape.Of(TensorShape.Dynamic, 15, 7) });
        var rows = chain.Last;
        chain.Add((n, i, o) => new ReductionNode { Name = n, Inputs = i, Output = o, Operator = ReductionOperator.Sum, Axes = [2] })
            .Add((n, i, o) => new TopNode { Name = n, Inputs = i, Output = o, Operator = TopOperator.Min, Axis = 1, Count = 7 });
        var places = chain.Last;
        chain.Add((n, i, o) => new ConcatNode { Name = n, Inputs = i, Output = o, Axis = 1 }, places, places);
        var twice = chain.Last;
        chain.Add((n, i, o) => new SliceNode { Name = n, Inputs = i, Output = o, Starts = [0, 0, 0], Steps = [1, 1, 1], Shape = TensorShape.Of(TensorShape.Dynamic, 14, 7) }, rows);
        return chain.Add((n, i, o) => new PutNode { Name = n, Inputs = i, Output = o, Join = join }, rows, twice, chain.Last);
    }

    private static NetworkChain Sample(SampleMode mode, SamplePadding padding, bool aligns)
    {
        var chain = new NetworkChain(3, 5, 7).Add((n, i, o) => new ReshapeNode
        {
            Name = n,
            Inputs = i,
            Output = o,
            Shape = TensorShape.Of(TensorShape.Dynamic, 105),
        }).Add((n, i, o) => new SliceNode
        {
            Name = n,
            Inputs = i,
            Output = o,
            Starts = [0, 1],
            Steps = [1, 1],
            Shape = TensorShape.Of(TensorShape.Dynamic, 104),
        }).Add((n, i, o) => new ReshapeNode
        {
            Name = n,
            Inputs = i,
            Output = o,
            Shape = TensorShape.Of(TensorShape.Dynamic, 13, 4, 2),
        });
        return chain.Add(
            (n, i, o) => new GridSampleNode { Name = n, Inputs = i, Output = o, Mode = mode, Padding = padding, AlignsCorners = aligns },
            "x0",
            chain.Last);
    }

    private static NetworkChain Resample(int axis, int[] indices)
    {
        var chain = new NetworkChain(3, 5, 7);
        var weights = chain.Parameter(ParameterRole.Constant, indices.Length / 2, 2);
        return chain.Add(
            (n, i, o) => new ResampleNode { Name = n, Inputs = i, Output = o, Axis = axis, Indices = indices.ToEquatableArray() }, "x0", weights);
    }

    private static NetworkChain LayerNorm(int axis, bool hasShift, params int[] shape)
    {
        var chain = new NetworkChain(3, 5, 7);
        return hasShift ? Normalised(chain, axis, shape) : chain.Add(Node, "x0", chain.Parameter(ParameterRole.Scale, shape));

        LayerNormNode Node(string name, EquatableArray<string> inputs, string output) =>
            new() { Name = name, Inputs = inputs, Output = output, Axis = axis, Epsilon = 1e-5f };
    }

    private static NetworkChain Normalised(NetworkChain chain, int axis, params int[] shape) => chain.Add(
        (n, i, o) => new LayerNormNode { Name = n, Inputs = i, Output = o, Axis = axis, Epsilon = 1e-5f },
        "x0",
        chain.Parameter(ParameterRole.Scale, shape),
        chain.Parameter(ParameterRole.Shift, shape));

    private static NetworkChain GroupNorm(int groups)
    {
        var chain = new NetworkChain(3, 5, 7);
        return chain.Add(
            (n, i, o) => new GroupNormNode { Name = n, Inputs = i, Output = o, Axis = 1, Groups = groups, Epsilon = 1e-3f },
            "x0",
            chain.Parameter(ParameterRole.Scale, 3),
            chain.Parameter(ParameterRole.Shift, 3));
    }

    private static NetworkChain Response(int size, float beta) => new NetworkChain(5, 3, 3).Add((n, i, o) => new LocalResponseNormNode
    {
        Name = n,
        Inputs = i,
        Output = o,
        Axis = 1,
        Size = size,
        Alpha = 0.5f,
        Beta = beta,
    });

    private static NetworkChain Transposed(SlidingWindow window, int addedRows = 0, int addedColumns = 0, int groups = 1, bool bias = true)
    {
        var chain = new NetworkChain(3, 4, 6);
        var weight = chain.Parameter(ParameterRole.Weight, 6, 3 / groups, 3, 3);
        string[] inputs = ["x0", weight, .. bias ? [chain.Parameter(ParameterRole.Bias, 6)] : Array.Empty<string>()];
        return chain.Add(
            (n, i, o) => new TransposedConvolutionNode
            {
                Name = n,
                Inputs = i,
                Output = o,
                Window = window,
                OutputPadding = [addedRows, addedColumns],
                Groups = groups,
            },
            inputs);
    }
}
