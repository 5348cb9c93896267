namespace Wfn.Generator.Tests.Golden;

/// <summary>
/// Outputs stay the same bit for bit, whatever happens to the code between a .wfn file and a call of Infer. outputs.txt holds
/// hashes of what commit 1e60f13 gave (the autoencoder: of its weights as they are fixed since decision 24).
/// </summary>
/// <remarks>
/// Fixed point and both references give the same bits on every machine. The sums of float32 code are ordered by the machine's
/// vectors, so there is a line for each width of them, and a machine checks its own (those
/// of an emulated Arm processor: <see cref="GoldenOutputsOnArmTests"/>). DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 and
/// DOTNET_EnableHWIntrinsic=0 make a machine one of narrower vectors. Where outputs differ, outputs.received.txt has what came out.
/// </remarks>
public class GoldenOutputsTests
{
    [Fact]
    public void OutputsAreWhatTheyWere() => Check(GoldenNetwork.All);

    [FactOnRequest("WFN_GOLDEN_RESNET18", "it takes a minute")]
    public void OutputsOfResNet18AreWhatTheyWere() => Check([GoldenNetwork.ResNet18]);

    private static void Check(IReadOnlyList<GoldenNetwork> networks)
    {
        var actual = GoldenRun.Lines(networks);
        var expected = GoldenLine.All()
            .Where(line => networks.Any(n => n.Name == line.Network) && IsOfThisMachine(line.Engine)).ToHashSet();
        if (!expected.SetEquals(actual))
        {
            File.WriteAllLines(Path.ChangeExtension(GoldenLine.File, ".received.txt"), actual.Select(l => l.ToString()));
        }

        var others = actual.Where(line => !expected.Contains(line)).ToList();
        Assert.True(others.Count == 0, $"other outputs than before, or not known before:\n{string.Join("\n", others)}");
        Assert.True(expected.Count == actual.Count, $"not run any more:\n{string.Join("\n", expected.Except(actual))}");
    }

    private static bool IsOfThisMachine(string engine) => !engine.StartsWith(GoldenRun.AnyFloat, StringComparison.Ordinal)
        || (GoldenRun.Float is { } own && engine.StartsWith(own, StringComparison.Ordinal));
}
