using Wfn.Artifact;

namespace Wfn.Core.Tests.Artifact;

/// <summary>Reading runs in every build: what it allocates grows with the file and no faster. How long it takes, benchmarks measure.</summary>
public class ReadingMemoryTests
{
    // An index takes two bytes and its value four; the text is read where it stands.
    private const int BytesAWeight = 16;

    [Theory]
    [InlineData(100, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(1000, 4000)]
    public void AWeightTakesSoManyBytes(int outputs, int inputs)
    {
        var text = WfnWriter.Write(SampleNetworks.OneLayer(outputs, inputs));
        WfnReader.Read(text, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var artifact = WfnReader.Read(text, null);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(outputs * inputs, artifact.Tensors[0].Indices.Count);
        Assert.InRange(allocated, 0, ((long)BytesAWeight * outputs * inputs) + 300_000);
    }
}
