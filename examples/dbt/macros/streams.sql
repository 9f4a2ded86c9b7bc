{# Whether the database has all of these streams, so that their model can be built. #}
{% macro has_streams() %}
    {{ return(varargs | select('in', var('pinterest_missing_streams')) | list | length == 0) }}
{% endmacro %}

{# Prints the variable with the streams of this package that the database lacks, as an option to copy. #}
{% macro missing_streams() %}
    {% set missing = [] %}
    {% for source in graph.sources.values() if source.source_name == 'pinterest' %}
        {% if load_relation(source) is none %}{% do missing.append(source.name) %}{% endif %}
    {% endfor %}
    {% do print("--vars '{pinterest_schema: " ~ var('pinterest_schema') ~ ", pinterest_missing_streams: [" ~ missing | sort | join(', ') ~ "]}'") %}
{% endmacro %}
