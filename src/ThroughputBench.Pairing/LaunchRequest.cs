using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Pairing;

/// <summary>A case, as one process asks another to measure it: a line of JSON.</summary>
/// <param name="Type">The benchmark class.</param>
/// <param name="Parameters">Its parameters by name.</param>
internal sealed record LaunchRequest(string Type, IReadOnlyDictionary<string, JsonElement> Parameters)
{
    /// <summary>Whether the process only warms up for the case: what is loaded and compiled by that, all launches have at hand.</summary>
    public bool OnlyWarmsUp { get; init; }

    /// <summary>The request for a case.</summary>
    public static LaunchRequest Of(BenchmarkCase benchmark) =>
        new(
            benchmark.Descriptor.Type.AssemblyQualifiedName!,
            benchmark.Parameters.Items.ToDictionary(parameter => parameter.Name, parameter => JsonSerializer.SerializeToElement(parameter.Value))
        );

    /// <summary>The request in a line.</summary>
    public static LaunchRequest Parse(string line) =>
        JsonSerializer.Deserialize<LaunchRequest>(line) ?? throw new InvalidDataException("A request is a line of JSON, not null.");

    /// <summary>It in a line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>An object of the class, with its parameters.</summary>
    /// <exception cref="InvalidOperationException">The class is no <see cref="IPaired"/>, or lacks a parameter.</exception>
    public IPaired Create()
    {
        Type type = System.Type.GetType(Type, throwOnError: true)!;
        if (Activator.CreateInstance(type) is not IPaired sides)
            throw new InvalidOperationException($"{type.Name} is no {nameof(IPaired)}.");
        foreach ((string name, JsonElement value) in Parameters)
        {
            PropertyInfo property = type.GetProperty(name)
                ?? throw new InvalidOperationException($"{type.Name} has no parameter {name}.");
            property.SetValue(sides, value.Deserialize(property.PropertyType));
        }
        return sides;
    }
}
