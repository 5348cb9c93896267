using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Functions of single elements behind convolutions, whose channels are last: no value changes its layout for them.</summary>
public class ElementwiseLayoutTests
{
    private static readonly string[] Copies = ["ChannelsLastCopy", "StridedCopy"];

    // Calibration takes no network whose activations are not finite.
    private static readonly string[] Finite = [.. UnaryFunctions.All.Select(f => f.Kind).Except(["log", "sqrt", "reciprocal", "acos", "acosh", "asin", "atanh"])];

    public static TheoryData<string> FiniteFunctions => [.. Finite];

    public static TheoryData<string> Functions => [.. UnaryFunctions.All.Select(f => f.Kind)];

    [Theory]
    [MemberData(nameof(FiniteFunctions))]
    public void NoFunctionCopiesAnythingInFixedPoint(string kind)
    {
        var network = FixedPointLowering.Lower(Artifacts.Of(Graph(kind, 1)));
        Assert.DoesNotContain(ExecutionPlanner.Plan(network).Calls, c => Copies.Contains(c.Type));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void NoFunctionCopiesAnythingInFloat32(string kind)
    {
        var plan = ExecutionPlanner.Plan(Graph(kind, 1));
        Assert.Contains(plan.Calls, c => c.Type == "FloatChannelsLastConvolution");
        Assert.DoesNotContain(plan.Calls, c => Copies.Contains(c.Type));
    }

    [Fact]
    public void BytesAndWiderIntegersGiveTheBitsOfTheReference()
    {
        var kernels = new HashSet<string>();
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, Finite.Length - 1], Gen.Int[0, 3]).Sample(
            (seed, function, widths) =>
            {
                var network = FixedPointLowering.Lower(Artifacts.Of(Graph(Finite[function], seed)));

                // Tables are read by wider integers than bytes unless somebody says so.
                var table = network.Operations.OfType<TableOperation>().First();
                network = Resized(network, table, (widths & 1) != 0, (widths & 2) != 0);
                if (OverflowProof.Bounds(network).Any(b => !b.Fits))
                {
                    return;
                }

                var plan = ExecutionPlanner.Plan(network);
                kernels.UnionWith(plan.Calls.Where(c => c.Type.EndsWith("Table", StringComparison.Ordinal)).Select(c => $"{c.Type}.{c.Method}"));
                var format = network.Tensors.Single(t => t.Name == network.Inputs[0]).Format;
                var random = new Random(seed);
                var length = network.Tensors.Single(t => t.Name == network.Inputs[0]).Shape.ElementCount;
                int[] input = [.. Enumerable.Range(0, length).Select(_ => random.Next(format.Minimum, format.Maximum + 1))];
                var inputs = new Dictionary<string, int[]> { [network.Inputs[0]] = input };
                Assert.Equal(
                    new FixedPointExecutor(network).RunQuantized(inputs)[network.Outputs[0]], new PlanRunner(VectorSupport.Best).Run(plan, input));
            },
            iter: 150,
            threads: 1);
        Assert.Equal(["ByteTable.Narrow", "ByteTable.Run", "ByteTable.Widen", "FixedPointTable.Run"], kernels.Order());
    }

    // The same network with bytes in front of a table or 16-bit integers behind it, whose entries stay what they are.
    private static FixedPointNetwork Resized(FixedPointNetwork network, TableOperation table, bool narrowInput, bool wideOutput)
    {
        var before = network.Tensors.Single(t => t.Name == table.Inputs[0]).Format;
        var own = narrowInput ? before with { Bits = 8 } : before;
        var entries = Enumerable.Range(own.Minimum, own.Maximum - own.Minimum + 1)
            .Select(q => table.Table[Math.Clamp(q - before.Minimum, 0, table.Table.Count - 1)]).ToEquatableArray();
        return network with
        {
            Tensors = network.Tensors.Select(t => t.Name == table.Inputs[0] ? t with { Format = own }
                : t.Name == table.Output && wideOutput ? t with { Format = t.Format with { Bits = t.Format.Bits + 2 } } : t).ToEquatableArray(),
            Operations = network.Operations.Select(o => o == table ? table with { Table = entries } : o).ToEquatableArray(),
        };
    }

    private static NetworkGraph Graph(string function, int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var last = Convolution(builder.Input(3, 12, 12), 8, 3);
        last = builder.Add(Unary(function, last));
        last = Convolution(last, 8, random.Next(2) == 0 ? 1 : 3);
        last = builder.Add(Unary(function, last));
        last = builder.GlobalAveragePool(Convolution(last, 16, 3));
        return builder.Build(builder.Linear(builder.Reshape(last, 16), [4, 16], Weights(64)));

        string Convolution(string from, int outputs, int kernel)
        {
            var inputs = builder.Shape(from)[1];
            var window = NetworkBuilder.Window(kernel, stride: 2, pad: kernel / 2);
            return builder.Convolution(from, [outputs, inputs, kernel, kernel], Weights(outputs * inputs * kernel * kernel), window: window);
        }

        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-12, 13) / 64f)];
    }

    private static Func<string, string, Node> Unary(string kind, string input) => (name, output) =>
        UnaryFunctions.All.Single(f => f.Kind == kind).Blank with { Name = name, Inputs = [input], Outputs = [output] };
}
