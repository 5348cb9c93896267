using Wfn.Planning;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>ONNX's own operator tests, planned and run call by call.</summary>
public class OperatorCaseTests
{
    public static TheoryData<string> Names => [.. OperatorCases.WithKernels];

    [Theory]
    [MemberData(nameof(Names))]
    public void PlansGiveTheExpectedOutputsAtEveryWidth(string name)
    {
        var network = OperatorCases.Import(name);
        var plan = ExecutionPlanner.Plan(network.Graph);
        foreach (var width in VectorWidths.All)
        {
            var runner = new PlanRunner(width, parameters: network.Graph.Parameters);
            var samples = Enumerable.Range(0, network.Batch)
                .Select(sample => runner.RunFloat(plan, [.. network.Inputs.Select(input => Part(input, sample, network.Batch))])).ToArray();
            network.Check([.. network.Graph.Outputs.Select((_, output) => samples.SelectMany(s => s[output]).ToArray())]);
        }
    }

    private static float[] Part(float[] samples, int sample, int batch)
    {
        var length = samples.Length / batch;
        return samples[(sample * length)..((sample + 1) * length)];
    }
}
