using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.TfLite;

namespace Wfn.Core.Tests.Import.TfLite;

/// <summary>Files that lie: one clear message, in little time and memory.</summary>
public class HostileFileTests
{
    private const int Seed = 20240611;

    [Fact]
    public void DamagedFilesAreRefusedOrRead()
    {
        var random = new Random(Seed);
        var models = new[] { "conv-flatten-fully-connected", "lstm", "strided-slice", "transpose-conv-same", "split-v", "if-taken", "if-known" }.Select(
            name => TfLiteCases.All[name]().ToBytes()).ToArray();
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])models[i % models.Length].Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(bytes.Length - 4);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        int[] lies = [int.MaxValue, -random.Next(64), random.Next(1 << 20)];
                        BitConverter.TryWriteBytes(bytes.AsSpan(at & ~3), lies[random.Next(3)]);
                        break;
                    default:
                        bytes = bytes[..random.Next(12, bytes.Length)];
                        change = 0;
                        break;
                }
            }

            refused += IsRefused(bytes) ? 1 : 0;
        }

        Assert.InRange(refused, 1_000, 19_900);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var bytes = TfLiteCases.All["conv-valid"]().ToBytes();
        for (var length = 0; length < bytes.Length / 2; length++)
        {
            Assert.True(IsRefused(bytes[..length]), $"the first {length} bytes are read");
        }
    }

    [Fact]
    public void AVectorThatManyTablesShareIsNotReadForEachOfThem()
    {
        // A million offsets to one operator, whose inputs are the same million numbers again.
        var small = TfLiteCases.All["relu"]().ToBytes();
        var bytes = new byte[4_000_000 + 64];
        small.AsSpan(0, 8).CopyTo(bytes);
        for (var at = 8; at + 4 <= bytes.Length; at += 4)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(at), 4);
        }

        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(IsRefused(bytes));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 500_000_000);
    }

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            TfLiteImporter.Import(bytes, "hostile.tflite", new ImportOptions());
            return false;
        }
        catch (WfnException error)
        {
            Assert.NotEqual(DiagnosticCodes.Internal, error.Code);
            return true;
        }
    }
}
