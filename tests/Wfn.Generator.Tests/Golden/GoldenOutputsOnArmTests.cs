using System.Globalization;
using System.Runtime.InteropServices;
using Wfn.Generator.Tests.Running;

namespace Wfn.Generator.Tests.Golden;

/// <summary>
/// Generated code, compiled here, has on an emulated Arm processor the outputs that <see cref="GoldenOutputsTests"/> pins: in fixed point those
/// of every processor, in float32 those of vectors of 128 bits.
/// </summary>
public class GoldenOutputsOnArmTests
{
    /// <summary>A processor with the dot product of bytes, and one without.</summary>
    [TheoryOnEmulatedArm]
    [InlineData("cortex-a76", true)]
    [InlineData("cortex-a72", false)]
    public void OutputsAreWhatTheyWere(string processor, bool hasDotProduct)
    {
        using var folder = new TemporaryFolder();
        var networks = GoldenNetwork.All;
        var artifacts = networks.Select(n => n.Artifact()).ToList();
        var generated = GoldenRun.Generate(artifacts, GoldenRun.Float128);
        folder.Write("models.dll", GeneratedModel.CompileTogether(generated.Select(g => g.Result)));
        for (var i = 0; i < networks.Count; i++)
        {
            folder.Write($"inputs{i}", MemoryMarshal.AsBytes(GoldenNetwork.Inputs(artifacts[i].Graph, 0, networks[i].Samples).AsSpan()).ToArray());
        }

        folder.Write("runs.txt", string.Join('\n', generated.Select(g => string.Create(
            CultureInfo.InvariantCulture,
            $"{GeneratedModel.Namespace}.{g.ClassName} inputs{g.Network} {networks[g.Network].Samples} {artifacts[g.Network].Graph.Outputs[0].Shape.Sample.ElementCount}"))));
        var printed = EmulatedArm.Run(processor, "outputs", folder.Root);
        Assert.Equal($"Arm64, AdvSimd True, Dp {hasDotProduct}", printed[0]);
        var actual = generated.SelectMany(g => new[] { ("single", g.Engine), ("batch", g.Engine + " batch") }.Select(kind => new GoldenLine(
            networks[g.Network].Name,
            kind.Item2,
            GoldenRun.Hash(File.ReadAllBytes(folder.File($"{GeneratedModel.Namespace}.{g.ClassName}.{kind.Item1}")))))).ToList();
        var expected = GoldenLine.All().ToHashSet();
        var others = actual.Where(line => !expected.Contains(line)).ToList();
        Assert.True(others.Count == 0, $"other outputs than before, or not known before:\n{string.Join("\n", others)}");
    }
}
