namespace Wfn.Benchmarks.Fixing;

/// <summary>What the benchmarks are called.</summary>
internal static class Usage
{
    /// <summary>Lists the commands; exit code 1.</summary>
    public static int Show()
    {
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project benchmarks/Wfn.Benchmarks.Fixing -- COMMAND

              fixing schedule [COUNT] [REPEATS]   the ten rounds without training on COUNT normal weights (default 100000)
              fixing resnet18 [REPEATS]           the same on 11.7 million weights with ResNet-18's shapes
              fixing matrix [COUNT]               beside the weights × centres version (default 100000)
              import [MB]                         reading an ONNX file of MB megabytes (default 50)
              regulariser [THREADS] [SCALE]       a training step with and without the cluster regulariser (default 1 thread);
                                              SCALE 0.1 does a tenth of the repeats
            """);
        return 1;
    }
}
