namespace Wfn.Core.Tests.Import;

/// <summary>Operators and whole networks beside ONNX Runtime, as it was recorded.</summary>
public class RecordedModelTests
{
    public static TheoryData<string> Names => [.. RecordedModels.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheReferenceGivesWhatOnnxRuntimeGave(string name) => RecordedModels.Run(name);

    [Fact]
    public void EveryModelIsThere() => Assert.True(RecordedModels.All.Count >= 95, $"{RecordedModels.All.Count} models");
}
