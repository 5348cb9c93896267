using System.Diagnostics;
using System.Globalization;
using Wfn.Import;
using Wfn.Testing.Onnx;

namespace Wfn.Benchmarks.Fixing.Import;

/// <summary>Reading a model file: how long it takes, and how much memory beyond what the process had.</summary>
internal static class ImportBenchmark
{
    private const int Width = 1024;
    private const int Rounds = 7;

    /// <summary>Runs it.</summary>
    /// <param name="args">The size of the file in MB, 50 where there is none.</param>
    public static int Run(string[] args)
    {
        if (args is not ([] or [_]) || !int.TryParse(args.Length == 1 ? args[0] : "50", NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes))
        {
            return Usage.Show();
        }

        var path = Path.Combine(Path.GetTempPath(), $"wfn-import-{Environment.ProcessId}.onnx");
        try
        {
            Write(path, megabytes);
            var size = new FileInfo(path).Length;
            var times = new List<double>();
            var peaks = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                var before = GC.GetTotalMemory(true);
                using var watcher = new PeakMemory();
                var watch = Stopwatch.StartNew();
                var model = ModelImporter.Import(path, new ImportOptions());
                times.Add(watch.Elapsed.TotalSeconds);
                peaks.Add((watcher.Stop() - before) / (double)size);
                GC.KeepAlive(model);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size / 1e6:0.0} MB: {Median(times):0.00} s ({times.Min():0.00} to {times.Max():0.00}), most memory {Median(peaks):0.0} times the file ({peaks.Max():0.0} at most), {Rounds} rounds"));
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Fully connected layers, each with a bias, as in a network of that size.
    private static void Write(string path, int megabytes)
    {
        var layers = Math.Max(1, megabytes * 1_000_000 / (4 * Width * Width));
        var model = new OnnxModel(17).Input("x0", -1, Width).Output($"x{layers}");
        for (var layer = 0; layer < layers; layer++)
        {
            var random = new Random(layer);
            model.Floats($"w{layer}", [Width, Width], [.. Enumerable.Range(0, Width * Width).Select(_ => (float)(random.NextDouble() - 0.5))])
                .Ramp($"b{layer}", 0.001f, Width)
                .Node("Gemm", [$"x{layer}", $"w{layer}", $"b{layer}"], $"x{layer + 1}", ("transB", 1));
        }

        File.WriteAllBytes(path, model.ToBytes());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // Looks every few milliseconds at what is live and what is garbage, together.
    private sealed class PeakMemory : IDisposable
    {
        private readonly Thread thread;
        private volatile bool isStopped;
        private long most;

        public PeakMemory()
        {
            thread = new Thread(() =>
            {
                while (!isStopped)
                {
                    most = Math.Max(most, GC.GetTotalMemory(false));
                    Thread.Sleep(2);
                }
            });
            thread.Start();
        }

        public long Stop()
        {
            isStopped = true;
            thread.Join();
            return Math.Max(most, GC.GetTotalMemory(false));
        }

        public void Dispose() => isStopped = true;
    }
}
