using System.Diagnostics;
using Wfn.Artifact;

namespace Wfn.Core.Tests.Artifact;

/// <summary>Reading runs in every build, so it has to be quick. Processor time is measured, alone: other work does not count.</summary>
[Collection(nameof(ReadingTimeTests))]
[CollectionDefinition(nameof(ReadingTimeTests), DisableParallelization = true)]
public class ReadingTimeTests
{
    [Theory]
    [InlineData(1000, 1000, 0.25)]
    [InlineData(1170, 10_000, 2)]
    public void WeightsAreReadInTime(int outputs, int inputs, double seconds)
    {
        var text = WfnWriter.Write(SampleNetworks.OneLayer(outputs, inputs));

        var best = Enumerable.Range(0, 3).Min(_ =>
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            WfnReader.Read(text, null);
            return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        });

        Assert.True(best <= seconds, $"{best} s");
    }
}
