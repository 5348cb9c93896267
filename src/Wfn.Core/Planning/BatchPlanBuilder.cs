using System.Globalization;
using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Turns the calls of one sample into those of several, each sample's elements behind those of the one before.</summary>
internal static class BatchPlanBuilder
{
    /// <summary>Fully connected layers in float32: samples are rows.</summary>
    public static BatchStage? Floats(KernelCall[] calls, int samples)
    {
        var builder = new PlanBuilder(StorageType.Float32);
        builder.AddInput(Name(0), checked(samples * Source(calls).Length));
        for (var i = 0; i < calls.Length; i++)
        {
            var rows = (RowBatch)calls[i].Batch!;
            var from = builder.Find(Name(i));
            var to = builder.Make(Name(i + 1), checked(samples * calls[i].Written.Length));
            builder.Add(calls[i] with { Arguments = [calls[i].Arguments[0], from.Samples(rows.Inputs), to.Samples(rows.Outputs)] });
        }

        return Finish(builder, calls, samples, calls.Length);
    }

    /// <summary>Dense fully connected layers: samples are the pixels of a row. Null where the bytes of a sample do not end as its elements do.</summary>
    public static BatchStage? Dense(KernelCall[] calls, int samples)
    {
        var builder = new PlanBuilder(StorageType.Fixed16);
        builder.AddInput(Name(0), checked(samples * Source(calls).Length));

        // Bytes from a sample to the next.
        var distance = Source(calls).Length * sizeof(short);
        for (var i = 0; i < calls.Length; i++)
        {
            var from = builder.Find(Name(i));
            switch (calls[i].Batch)
            {
                case ChannelsLastBatch dense:
                    var source = dense.Source with { Channels = distance / dense.Source.ElementBytes, Height = 1, Width = samples };
                    var result = dense.Result with { Width = samples };
                    var scratch = builder.Scratch(DenseGeometry.ScratchLength(result, blockOutputs: dense.BlockOutputs));
                    builder.Add(DenseCalls.Samples(calls[i], source, result, from, builder.Make(Name(i + 1), result.Length), scratch));
                    distance = result.PixelBytes;
                    break;
                case CopyBatch copy when distance == copy.Layout.Width * (copy.ToRowMajor ? copy.Layout.ElementBytes : sizeof(short)):
                    var layout = copy.Layout with { Width = samples * copy.Layout.Width };
                    var to = builder.Make(Name(i + 1), copy.ToRowMajor ? layout.Width : layout.Length);
                    builder.Add(ChannelsLastCalls.Copy(calls[i].Node, layout, copy.ToRowMajor, from, to));
                    distance = copy.Layout.Width * (copy.ToRowMajor ? sizeof(short) : copy.Layout.ElementBytes);
                    break;
                default:
                    return null;
            }
        }

        return distance == Result(calls).Length * sizeof(short) ? Finish(builder, calls, samples, calls.Length) : null;
    }

    /// <summary>Fully connected layers of additions and shifts: the samples of every element lie side by side, as the places of a plane do.</summary>
    public static BatchStage ShiftAdd(KernelCall[] calls, int samples)
    {
        var builder = new PlanBuilder(StorageType.Fixed16);
        var (inputs, outputs) = (Source(calls).Length, Result(calls).Length);
        var last = calls.Length + 2;
        builder.AddInput(Name(0), checked(samples * inputs));
        builder.Add(ShiftAddCalls.Transpose(
            calls[0].Node, "samples side by side", samples, inputs, builder.Find(Name(0)), builder.Make(Name(1), samples * inputs)));
        for (var i = 0; i < calls.Length; i++)
        {
            var scratch = builder.Scratch(ScratchLength(samples));
            var to = builder.Make(Name(i + 2), checked(samples * calls[i].Written.Length));
            builder.Add(ShiftAddCalls.Samples(((ShiftAddBatch)calls[i].Batch!).Layer, samples, builder.Find(Name(i + 1)), to, scratch));
        }

        builder.Add(ShiftAddCalls.Transpose(
            calls[calls.Length - 1].Node,
            "one sample behind the other",
            outputs,
            samples,
            builder.Find(Name(last - 1)),
            builder.Make(Name(last), samples * outputs)));
        return Finish(builder, calls, samples, last);
    }

    private static PlanRegion Source(KernelCall[] calls) => calls[0].Reads.First();

    private static PlanRegion Result(KernelCall[] calls) => calls[calls.Length - 1].Written;

    private static long ScratchLength(int samples) => ShiftAddLayout.ScratchLength(
        WindowLayout.Of("", new SlidingWindow { KernelHeight = 1, KernelWidth = 1 }, 1, 1, samples), samples, isOfBytes: false);

    private static BatchStage Finish(PlanBuilder builder, KernelCall[] calls, int samples, int last)
    {
        builder.Keep(Name(last));
        return new BatchStage(samples, builder.Finish(
            [new PlanPort(Name(0), TensorShape.Of(samples, Source(calls).Length), null, default)],
            [new PlanPort(Name(last), TensorShape.Of(samples, Result(calls).Length), null, default)]));
    }

    private static string Name(int step) => step.ToString(CultureInfo.InvariantCulture);
}
