using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Wfn.Import.Onnx.Schema;
using Wfn.Testing.Onnx;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.RecordedModels;

/// <summary>A model and the inputs that it is recorded with.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Model">The model.</param>
/// <param name="Inputs">The inputs, in the order of the model's.</param>
internal sealed record RecordedModel(string Name, OnnxModel Model, params TensorProto[] Inputs);

/// <summary>Runs a model in ONNX Runtime, and writes it with its inputs and outputs as ONNX's own test data lie.</summary>
internal static class Recording
{
    /// <summary>Writes the folder anew.</summary>
    public static void Write(RecordedModel model, string folder)
    {
        var bytes = model.Model.ToBytes();
        var outputs = Run(bytes, model.Inputs);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), bytes);
        Write(folder, "input", model.Inputs);
        Write(folder, "output", outputs);
    }

    private static void Write(string folder, string kind, TensorProto[] tensors)
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{kind}_{i}.pb"), tensors[i].ToByteArray());
        }
    }

    private static TensorProto[] Run(byte[] bytes, TensorProto[] inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(bytes, options);
        using var results = session.Run([.. session.InputNames.Select((name, i) => Named(name, inputs[i]))]);
        return [.. results.Select(result => Tensor(result.Name, result))];
    }

    private static NamedOnnxValue Named(string name, TensorProto tensor)
    {
        int[] extents = [.. tensor.Dims.Select(extent => (int)extent)];
        var raw = tensor.RawData.ToByteArray();
        return (DataType)tensor.DataType switch
        {
            DataType.Int64 => NamedOnnxValue.CreateFromTensor(
                name, new DenseTensor<long>(MemoryMarshal.Cast<byte, long>(raw).ToArray(), extents)),
            DataType.Int32 => NamedOnnxValue.CreateFromTensor(
                name, new DenseTensor<int>(MemoryMarshal.Cast<byte, int>(raw).ToArray(), extents)),
            DataType.Uint8 => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<byte>(raw, extents)),
            DataType.Int8 => NamedOnnxValue.CreateFromTensor(
                name, new DenseTensor<sbyte>(MemoryMarshal.Cast<byte, sbyte>(raw).ToArray(), extents)),
            DataType.Bool => NamedOnnxValue.CreateFromTensor(
                name, new DenseTensor<bool>(raw.Select(value => value != 0).ToArray(), extents)),
            _ => NamedOnnxValue.CreateFromTensor(
                name, new DenseTensor<float>(MemoryMarshal.Cast<byte, float>(raw).ToArray(), extents)),
        };
    }

    private static TensorProto Tensor(string name, DisposableNamedOnnxValue value) => value.ElementType switch
    {
        TensorElementType.Int64 => Of(name, DataType.Int64, value.AsTensor<long>()),
        TensorElementType.Int32 => Of(name, DataType.Int32, value.AsTensor<int>()),
        TensorElementType.UInt8 => Of(name, DataType.Uint8, value.AsTensor<byte>()),
        TensorElementType.Int8 => Of(name, DataType.Int8, value.AsTensor<sbyte>()),
        TensorElementType.Bool => Of(name, DataType.Bool, value.AsTensor<bool>()),
        _ => Of(name, DataType.Float, value.AsTensor<float>()),
    };

    private static TensorProto Of<T>(string name, DataType type, Tensor<T> values)
        where T : unmanaged => Tensors.Of(name, type, [.. values.Dimensions.ToArray().Select(extent => (long)extent)], values.ToArray());
}

/// <summary>Tensors as inputs of recorded models.</summary>
internal static class Tensors
{
    /// <summary>A tensor of some elements.</summary>
    public static TensorProto Of<T>(string name, DataType type, long[] extents, params T[] values)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.AddRange(extents);
        return tensor;
    }

    /// <summary>Real numbers around 0, always the same of a seed.</summary>
    public static TensorProto Random(int seed, params long[] extents) => Of("", DataType.Float, extents, Values(seed, 1, extents));

    /// <summary>Whole numbers from 0 on.</summary>
    public static TensorProto Whole(int seed, int limit, params long[] extents)
    {
        var random = new Random(seed);
        return Of("", DataType.Int64, extents, [.. Enumerable.Range(0, Count(extents)).Select(_ => (long)random.Next(limit))]);
    }

    /// <summary>Bytes, as unsigned or signed integers.</summary>
    public static TensorProto Bytes(int seed, DataType type, params long[] extents)
    {
        var values = new byte[Count(extents)];
        new Random(seed).NextBytes(values);
        return Of("", type, extents, values);
    }

    /// <summary>Truth values, of which the first is true.</summary>
    public static TensorProto Truth(int seed, params long[] extents)
    {
        var random = new Random(seed);
        return Of("", DataType.Bool, extents, [.. Enumerable.Range(0, Count(extents)).Select(i => (byte)(i % extents[^1] == 0 || random.Next(2) == 0 ? 1 : 0))]);
    }

    /// <summary>Values of a normal distribution's shape.</summary>
    public static float[] Values(int seed, float scale, params long[] extents)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count(extents)).Select(_ => (float)Math.Round(
            scale * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2, 6))];
    }

    private static int Count(long[] extents) => (int)extents.Aggregate(1L, (product, extent) => product * extent);
}
