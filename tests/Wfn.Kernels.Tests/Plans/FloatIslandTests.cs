using CsCheck;
using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Nodes without an integer form inside networks of integers.</summary>
public class FloatIslandTests
{
    [Theory]
    [InlineData(FixedPointKernels.Any)]
    [InlineData(FixedPointKernels.ShiftAdd)]
    public void GiveTheBitsOfTheReference(FixedPointKernels kernels) => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[4, 16]).Sample(
        (seed, bits) => FixedPointPlan.RequireTheBitsOfTheReference(Graph(seed), kernels, bits, seed, [VectorSupport.Best]),
        iter: 60,
        threads: 1);

    [Fact]
    public void AreNamedByThePlanTableWithTheReason()
    {
        var plan = ExecutionPlanner.Plan(FixedPointLowering.Lower(Artifacts.Of(Graph(1))));
        var rows = PlanTable.Of(plan);
        Assert.Contains(rows, r => r.Node == "bounded" && r.Kernel == "clamp in float32: no integer form");
        Assert.Contains(rows, r => r.Node == "bounded" && r.Kernel == "to float32");
        Assert.Contains(rows, r => r.Node == "bounded" && r.Kernel == "to fixed point");
    }

    // Between layers of integers, behind another of its kind, and read twice.
    private static NetworkGraph Graph(int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var channels = random.Next(1, 6);
        var first = Convolution(builder.Input(random.Next(1, 4), 6, 7), channels);
        var second = Convolution(first, channels);
        var sum = builder.Binary(BinaryOperator.Add, second, first);
        var graph = builder.Build(random.Next(2) == 0 ? Convolution(sum, 3) : sum);
        return graph with
        {
            Nodes = graph.Nodes.SelectMany(node => node.Output == first || node.Output == second
                ? [node with { Outputs = [node.Output + "'"] }, new BoundedNode { Name = node.Output == first ? "bounded" : "other", Inputs = [node.Output + "'"], Outputs = [node.Output] }]
                : new[] { node }).ToEquatableArray(),
        };

        string Convolution(string from, int outputs)
        {
            var inputs = builder.Shape(from)[1];
            var weights = Enumerable.Range(0, outputs * inputs * 9).Select(_ => random.Next(-48, 49) / 64f).ToArray();
            return builder.Convolution(from, [outputs, inputs, 3, 3], weights, window: NetworkBuilder.Window(3, pad: 1));
        }
    }

    private sealed record BoundedNode : Node
    {
        public override OperatorSignature Signature => BoundedDefinition.Instance;
    }

    // A clamp that is none to anybody else.
    private sealed class BoundedDefinition : OperatorDefinition<BoundedNode>
    {
        public static readonly BoundedDefinition Instance = new();

        public override string Kind => "bounded";

        public override string Summary => "a clamp in float32";

        public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

        public override Node Blank { get; } = new BoundedNode { Name = "", Inputs = [] };

        internal override IReadOnlyList<TensorType> Infer(BoundedNode node, TypeScope scope) => [scope.Type(node, 0)];

        internal override void Run(BoundedNode node, NodeRun run)
        {
            var output = run.Output();
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = Math.Clamp(run.Input(0)[i], -0.3f, 0.4f);
            }
        }

        internal override void Plan(BoundedNode node, PlanScope scope) =>
            scope.Elementwise("clamp", "FloatElementwise", "Clamp", new KernelCalls.FloatBounds(-0.3f, 0.4f).Kernel);
    }
}
