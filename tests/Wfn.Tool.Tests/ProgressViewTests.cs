using Wfn.Tool.Output;

namespace Wfn.Tool.Tests;

public class ProgressViewTests
{
    private static readonly FrontierPoint[] Frontier = [new(3.94, 0.9428, true, false), new(2.95, 0.9417, true, false), new(2.43, 0.9376, false, false)];

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(7)]
    [InlineData(1)]
    public void NoLineIsLongerThanTheTerminal(int width)
    {
        var text = new string('x', 200);
        var lines = ProgressView.Lines(text, 0.314, TimeSpan.FromSeconds(50), text, Frontier, width);
        Assert.All(lines.Skip(1), line => Assert.True(line.Length <= width, line));
        Assert.True(width < 43 || lines[0].Length <= width, lines[0]);
    }

    [Fact]
    public void AStageHasOneBarWithPercentAndTimeLeft()
    {
        var line = Assert.Single(ProgressView.Lines("searching", 0.25, TimeSpan.FromSeconds(100), null, [], 79));
        Assert.StartsWith("searching ", line, StringComparison.Ordinal);
        Assert.Contains("━━━━━━╌", line, StringComparison.Ordinal);
        Assert.EndsWith(" 25 %  5 m left", line, StringComparison.Ordinal);
        Assert.DoesNotContain("left", ProgressView.Lines("searching", 1, TimeSpan.FromSeconds(100), null, [], 79)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void TheFrontierIsAChartOfAccuracyOverBits()
    {
        var lines = ProgressView.Lines("searching", 0.5, TimeSpan.Zero, "try 4, 93.17 %", Frontier, 79);
        Assert.Equal("  try 4, 93.17 %", lines[1]);
        Assert.Contains("94.28 % │", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("●", lines[2], StringComparison.Ordinal);
        Assert.Contains("93.76 % │○", lines[6], StringComparison.Ordinal);
        Assert.Contains("2.43 bits", lines[7], StringComparison.Ordinal);
        Assert.EndsWith("3.94 bits", lines[7], StringComparison.Ordinal);
        Assert.Equal(2, ProgressView.Lines("searching", 0.5, TimeSpan.Zero, "one", Frontier[..1], 79).Count);
    }
}
