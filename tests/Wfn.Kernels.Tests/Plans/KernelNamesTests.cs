using Wfn.KernelCalls;
using Wfn.Lowering;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Plans name kernels, methods and parameters; the generator prints these names, and nothing else checks them before a user compiles.</summary>
public class KernelNamesTests
{
    private static readonly KernelCall[] Calls = [.. Plans().SelectMany(p => p.Calls)];

    [Fact]
    public void EveryConstructorAndFactoryHasThoseParameters()
    {
        var objects = Calls.Select(c => c.State).OfType<KernelObject>().SelectMany(All).Concat(
            Calls.SelectMany(c => c.Arguments).OfType<ObjectValue>().SelectMany(a => All(a.Made))).ToArray();
        foreach (var made in objects)
        {
            var type = KernelBinding.Type(made.Type);
            string[] names = [.. made.Arguments.Select(a => a.Name)];
            Assert.NotNull(made.Factory is null ? KernelBinding.Constructor(type, names, []) : KernelBinding.Method(type, made.Factory, names));
        }

        Assert.True(objects.Select(o => o.Type).Distinct().Count() > 25, string.Join(", ", objects.Select(o => o.Type).Distinct()));
    }

    [Fact]
    public void EveryMethodTakesThoseArguments()
    {
        foreach (var call in Calls)
        {
            var method = KernelBinding.Method(KernelBinding.Type(call.Type), call.Method, (_, _) => true, call.Arguments.Count, []);
            Assert.Equal(call.State is null, method.IsStatic);
            Assert.Equal(call.TypeArgument is not null || call.Arguments.Any(a => a is FunctionValue), method.IsGenericMethodDefinition);
        }

        Assert.True(Calls.Select(c => c.Type).Distinct().Count() > 25, string.Join(", ", Calls.Select(c => c.Type).Distinct()));
    }

    private static IEnumerable<KernelObject> All(KernelObject made) => made.Arguments.Select(a => a.Value).OfType<ObjectValue>()
        .SelectMany(v => All(v.Made)).Concat(made.Receiver is null ? [] : All(made.Receiver)).Append(made);

    private static IEnumerable<ExecutionPlan> Plans()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (builder, _, output) = RandomNetwork.Make(seed);
            var graph = builder.Build(output);
            foreach (var single in new[]
            {
                ExecutionPlanner.Plan(graph),
                ExecutionPlanner.Plan(FixedPointLowering.Lower(Artifacts.Of(graph))),
                ExecutionPlanner.Plan(FixedPointLowering.Lower(Artifacts.Of(graph, bits: 12)), FixedPointKernels.ShiftAdd),
            })
            {
                yield return single;
                foreach (var size in ExecutionPlanner.PlanSamples(single)?.Sizes.ToArray() ?? [])
                {
                    yield return size.Plan;
                }
            }
        }
    }
}
