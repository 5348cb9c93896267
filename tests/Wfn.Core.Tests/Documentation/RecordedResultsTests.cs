using System.Globalization;

namespace Wfn.Core.Tests.Documentation;

/// <summary>What is told of speed is what was recorded; WFN_ACCEPT=1 writes the pages anew.</summary>
public class RecordedResultsTests
{
    [Fact]
    public void ThePageOfPerformanceShowsWhatWasRecorded() => GeneratedSection.Check(
        "performance.md",
        "recorded inference",
        [],
        RecordedResultsFile.All.SelectMany(file => (string[])
        [
            "",
            $"**{file.Title}** ([file](../benchmarks/results/{file.Name})). ONNX Runtime {file.Properties["ONNX Runtime"]}; {file.Properties["system"]}; {file.Properties["date"]}:",
            "",
            .. file.Table,
        ]).Append(""));

    [Fact]
    public void TheReadmeNamesProcessorsAndInstructions() => GeneratedSection.Check(
        "../README.md",
        "recorded inference",
        ["", "| one call, one thread, times ONNX Runtime fp32 | fixed point | float32 | shift-add |", "|---|---|---|---|"],
        RecordedResultsFile.All.Select(file => $"| {file.Title} | {Range(file, "fixed point")} | {Range(file, "float32")} | {Range(file, "shift-add")} |").Append(""));

    [Fact]
    public void EveryFileTellsWithWhatItWasMeasured() => Assert.All(
        RecordedResultsFile.All,
        file => Assert.All(["processor", "instructions", "ONNX Runtime", "system", "date", "command"], key => Assert.NotEmpty(file.Properties[key])));

    private static string Range(RecordedResultsFile file, string candidate)
    {
        var (least, most) = file.Range($"{candidate} × ORT fp32");
        return string.Create(CultureInfo.InvariantCulture, $"{least:F2} to {most:F2}");
    }
}
